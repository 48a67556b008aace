"""A person at the guest's console, for system tests: `portolan run` on a pseudo-terminal.

    with Console(arch, "--boot", "grub") as console:
        console.login()
        console.send("sleep 100\\n")
        console.interrupt()
        assert console.command("echo $?") == "130"
"""

import codecs
import os
import re
import select
import signal
import subprocess
from types import TracebackType

from .paths import top
from .patience import Patience
from .run import CRASHED
from .terminal import start

TIME_LIMIT = 60.0  # seconds of the machine's own, see Patience
PROMPT = r"[#$] (?:\x1b\[6n)?$"  # busybox's shell asks the terminal where the cursor is


class Skip(Exception):
    """Raised by a test that cannot be run here; its text says why."""


class Expected(AssertionError):
    """The console did not show what was waited for; its text has what it did show."""


class Console:
    """A running machine; ended when the `with` block is left."""

    def __init__(self, arch: str, *options: str, limit: float = TIME_LIMIT) -> None:
        self.limit = limit
        self.shown = ""  # everything so far
        self._unread = ""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._status: int | None = None
        command = [top("build", "portolan"), "run", "--arch", arch, *options]
        self._process_id, self._terminal = start(tuple(command))
        self._patience = Patience(self._process_id)
        # The guest's terminal does all the editing and echoing; this one is to do nothing.
        subprocess.run(["stty", "raw", "-echo"], stdin=self._terminal, check=True)

    def __enter__(self) -> "Console":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the machine."""
        if self._status is None:
            os.kill(self._process_id, signal.SIGKILL)
        self._collect()
        os.close(self._terminal)

    def send(self, text: str) -> None:
        """Types text; "\\n" is the Enter key."""
        data = text.replace("\n", "\r").encode()
        while data:
            data = data[os.write(self._terminal, data) :]

    def interrupt(self) -> None:
        """Ctrl-C."""
        self.send("\x03")

    def suspend(self) -> None:
        """Ctrl-Z."""
        self.send("\x1a")

    def quit(self) -> None:
        """Ctrl-\\."""
        self.send("\x1c")

    def end_of_file(self) -> None:
        """Ctrl-D."""
        self.send("\x04")

    def expect(self, pattern: str, limit: float | None = None) -> str:
        """Waits for a regular expression; returns what came before and the match, and consumes
        both.
        """
        end = self._patience.now() + (limit or self.limit)
        while True:
            if found := re.search(pattern, self._unread, re.M):
                result = self._unread[: found.end()]
                self._unread = self._unread[found.end() :]
                return result
            wait = end - self._patience.now()
            if wait <= 0 or not self._read(wait):
                why = "did not come in time" if wait <= 0 else f"had not come when {self._end()}"
                raise Expected(f"{pattern!r} {why}; the console:\n{self.shown}")

    def expect_end(self, limit: float | None = None) -> None:
        """Waits until the machine is off."""
        end = self._patience.now() + (limit or self.limit)
        while (wait := end - self._patience.now()) > 0:
            if not self._read(wait):
                if CRASHED in (end := self._end()):
                    raise Expected(end)
                return
        raise Expected(f"the machine did not end; the console:\n{self.shown}")

    def login(self) -> None:
        """Waits for the first prompt."""
        self.expect(PROMPT)

    def command(self, line: str, limit: float | None = None) -> str:
        """Types a command at the prompt; returns what it wrote."""
        self.send(line + "\n")
        shown = self.expect(PROMPT, limit)
        lines = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", shown).replace("\r", "").split("\n")
        return "\n".join(lines[1:-1])

    def enter(self, lines: str) -> str:
        """Types lines at msh's prompt as a person does, each Enter behind its prompt; what the
        last one wrote.
        """
        *first, last = lines.split("\n")
        for part in first:
            self.send(part + "\n")
            self.expect(r"\x1b\[\?2004h> $|> $")
        self.send(last + "\n")
        self.expect(r"\x1b\[\?2004l")  # the line is done: a prompt shown before belongs to it
        shown = self.expect(PROMPT)
        plain = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]", "", shown).replace("\r", "")
        return "\n".join(plain.split("\n")[:-1]).strip("\n")

    def _collect(self) -> int:
        """Waits for QEMU; returns its status as os.waitpid gives it."""
        if self._status is None:
            self._status = os.waitpid(self._process_id, 0)[1]
        return self._status

    def _end(self) -> str:
        """What ended, now that the console line is closed."""
        status = self._collect()
        return f"{CRASHED} {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else "the machine ended"

    def _read(self, wait: float) -> bool:
        """Takes what the machine writes next; false when it has ended."""
        if not select.select([self._terminal], [], [], wait)[0]:
            return True
        try:
            data = os.read(self._terminal, 1 << 16)
        except OSError:  # the other side of a pseudo-terminal is closed
            return False
        text = self._decoder.decode(data)  # a character may come in pieces
        self.shown += text
        self._unread += text
        return bool(data)
