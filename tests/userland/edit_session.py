"""A person who uses edit or msh on this machine, at a pseudo-terminal."""

import codecs
import fcntl
import os
import re
import select
import signal
import struct
import termios
import time

from portolan_tool.terminal import start
from vt import Terminal

TIME_LIMIT = 60.0
KEYS = {
    "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C", "Left": "\x1b[D", "Home": "\x1b[H",
    "End": "\x1b[F", "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "Del": "\x1b[3~", "Enter": "\r",
    "Tab": "\t", "Esc": "\x1b", "Bksp": "\x7f", "F1": "\x1bOP", "F3": "\x1bOR",
    "S-Right": "\x1b[1;2C", "S-Left": "\x1b[1;2D", "S-Up": "\x1b[1;2A", "S-Down": "\x1b[1;2B",
    "S-End": "\x1b[1;2F", "S-Home": "\x1b[1;2H", "S-Tab": "\x1b[Z", "C-Home": "\x1b[1;5H",
    "C-End": "\x1b[1;5F", "C-Right": "\x1b[1;5C", "C-Left": "\x1b[1;5D", "M-Up": "\x1b[1;3A",
    "M-Down": "\x1b[1;3B",
}  # fmt: skip


class Session:
    """A running program; killed when the `with` block is left, if it has not ended."""

    def __init__(
        self, program: str, *arguments: str, size: tuple[int, int] = (24, 80), term: str = "xterm",
        folder: str | None = None, setting: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.screen = Terminal(*size)
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.sent = 0  # bytes that the program has written
        self.status: int | None = None
        variables = {"TERM": term, "LC_ALL": "C.UTF-8", "HOME": folder or "/nonexistent"} | (setting or {})
        self.process, self.terminal = start((program, *arguments), folder, variables)
        self.resize(*size)

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, *_: object) -> None:
        if self.status is None:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
        if self.terminal >= 0:
            os.close(self.terminal)

    def resize(self, rows: int, columns: int) -> None:
        """Changes the window's size."""
        if (rows, columns) != (self.screen.rows, self.screen.columns):
            self.screen = Terminal(rows, columns)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, *keys: str) -> "Session":
        """Types: names of KEYS, "^S" for Control, "M-x" for Alt; anything else as it is."""
        for key in keys:
            if key in KEYS:
                text = KEYS[key]
            elif re.fullmatch(r"\^[A-Z\]]", key):
                text = chr(ord(key[1]) & 31)
            elif re.fullmatch(r"M-.", key):
                text = "\x1b" + key[2].lower()
            else:
                text = key
            os.write(self.terminal, text.encode("utf-8", "surrogateescape"))
        return self

    def expect(self, pattern: str, row: int | None = None) -> str:
        """Waits until the screen (or one row of it, from the end if negative) shows a pattern."""
        end = time.monotonic() + TIME_LIMIT
        while True:
            shown = self.screen.text() if row is None else self.screen.line(row % self.screen.rows)
            if re.search(pattern, shown, re.M):
                return shown
            late = time.monotonic() > end
            if late or not self._read(end - time.monotonic()):
                when = "in time" if late else "before the end"
                raise AssertionError(f"{pattern!r} is not shown {when}, but:\n{self.screen.text()}")

    def settle(self) -> None:
        """Waits until the editor has drawn everything: it answers a question that it cannot miss."""
        self.type("^]").expect("no bracket here", -2)

    def wait(self) -> int:
        """Waits for the end; returns the exit status."""
        while self._read(TIME_LIMIT):
            pass
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return self.status

    def hang_up(self) -> int:
        """Closes the terminal, as a lost connection does; returns the exit status."""
        os.close(self.terminal)
        self.terminal = -1
        self.status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        return self.status

    def _read(self, wait: float) -> bool:
        if not select.select([self.terminal], [], [], max(wait, 0))[0]:
            return True
        try:
            data = os.read(self.terminal, 1 << 16)
        except OSError:  # the other side is closed
            return False
        self.sent += len(data)
        self.screen.feed(self._decoder.decode(data))
        return bool(data)
