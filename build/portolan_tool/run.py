"""portolan run: an interactive session, or one command and its output."""

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable

from .channel import Decoder, Garbled
from .initrd import Initrd
from .machine import Machine
from .paths import BAD_ARCHIVE, BOOT_FAILURE, PANIC, TIME_OUT, TOOL_ERROR

BOOT_TIME = {"direct": 90, "grub": 180, "uefi": 180}
ORDERLY_END = 60.0  # seconds from a command's exit until a machine with disks must be off
LAST_WORDS = 1.0  # seconds that a dying system gets to finish its message
LOG_TAIL = 40  # lines
_PANIC = re.compile(rb"^panic: |Kernel panic - not syncing")
_BOOT = re.compile(rb"(bootstrap: )?boot: ")


def interactive(machine: Machine, initrd: Initrd) -> int:
    """Becomes QEMU on this terminal; every key but Ctrl-A reaches the guest. Returns only on
    failure.
    """
    serial = ["-chardev", "stdio,id=console,mux=on,signal=off", "-serial", "chardev:console"]
    command = machine.command(initrd, [*serial, "-mon", "chardev=console"])
    for descriptor in initrd.descriptors:
        os.set_inheritable(descriptor, True)
    if sys.stdout.isatty():
        print("Portolan on QEMU: Ctrl-A x ends the machine, Ctrl-A h lists more", flush=True)
    os.execvp(command[0], command)


class Outcome:
    """How a run with a command ended: its status, why if not by the command's exit, and the log."""

    def __init__(self, status: int, reason: str, log: bytes) -> None:
        self.status = status
        self.reason = reason
        self.log = log

    def text(self) -> str:
        """The console log."""
        return self.log.decode(errors="replace").replace("\r", "")

    def tail(self) -> str:
        """The end of the console log, each line marked."""
        return "".join(f"| {line}\n" for line in self.text().splitlines()[-LOG_TAIL:])

    def report(self) -> None:
        """Writes the reason and the end of the log to standard error."""
        if self.reason:
            sys.stderr.write(f"portolan: {self.reason}; the end of the console log:\n{self.tail()}")
            sys.stderr.flush()


def command(
    machine: Machine,
    initrd: Initrd,
    timeout: float | None,
    output: Callable[[bytes], None],
    idle: float | None = None,
    until: bytes | None = None,
) -> Outcome:
    """Boots, passes the command's output to `output` as it comes, and ends the machine.

    It ends with the command, after `timeout` seconds in all, after `idle` seconds without output,
    or when the log holds `until`.
    """
    qemu = subprocess.Popen(
        machine.command(initrd, ["-serial", "stdio", "-monitor", "none", "-no-reboot"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=initrd.descriptors,
        bufsize=0,
    )
    try:
        # With gdb a person decides how long it takes; some boots never come as far as init.
        boot_time = None if machine.gdb or until else BOOT_TIME[machine.boot]
        watch = _Watch(qemu, boot_time, timeout, idle, until)
        watch.leave_in_order = bool(machine.disks)
        return watch.follow(output)
    finally:
        qemu.kill()
        qemu.wait()
        if qemu.stdout:
            qemu.stdout.close()


class _Watch:
    """Follows a machine's console line to the end of the run."""

    def __init__(
        self,
        qemu: subprocess.Popen,
        boot_time: float | None,
        timeout: float | None,
        idle: float | None,
        until: bytes | None,
    ) -> None:
        assert qemu.stdout
        self.qemu = qemu
        self.console = qemu.stdout
        self.idle = idle
        self.until = until
        self.leave_in_order = False
        self.line = Decoder()
        self.scanned = 0
        # Each limit is a point in time, a status and a reason.
        self.limits: dict[str, tuple[float, int, str]] = {}
        now = time.monotonic()
        if boot_time:
            self.limits["boot"] = (
                now + boot_time,
                BOOT_FAILURE,
                f"init did not start within {boot_time:g} s",
            )
        if timeout:
            self.limits["timeout"] = (now + timeout, TIME_OUT, f"no end within {timeout:g} s")

    def follow(self, output: Callable[[bytes], None]) -> Outcome:
        """Reads until the run is over."""
        while True:
            end, status, reason = min(self.limits.values(), default=(float("inf"), 0, ""))
            wait = end - time.monotonic()
            if wait <= 0:
                return self._outcome(status, reason)
            if not select.select([self.console], [], [], min(wait, 3600))[0]:
                continue
            data = os.read(self.console.fileno(), 1 << 16)
            if not data:
                _, status, reason = self.limits.get("death", (0, BOOT_FAILURE, self._end_of_qemu()))
                return self._outcome(status, reason)
            try:
                output(self.line.feed(data))
            except Garbled as error:
                return self._outcome(TOOL_ERROR, f"the console line garbled the output: {error}")
            if self.line.status is not None:
                if self.leave_in_order:
                    self._await_end()
                return self._outcome(self.line.status, "")
            self._heed_progress()
            if self._heed_log():
                return self._outcome(0, "")

    def _end_of_qemu(self) -> str:
        """Whether the guest ended the machine, or somebody or something QEMU."""
        try:
            status = self.qemu.wait(LAST_WORDS)
        except subprocess.TimeoutExpired:
            return "QEMU closed the console line"
        if status == 0:
            return "the machine stopped by itself"
        return f"QEMU was ended by signal {-status}" if status < 0 else f"QEMU failed ({status})"

    def _await_end(self) -> None:
        """init powers the machine off; what was written goes to the disks before that."""
        end = time.monotonic() + ORDERLY_END
        while (wait := end - time.monotonic()) > 0:
            if select.select([self.console], [], [], wait)[0]:
                data = os.read(self.console.fileno(), 1 << 16)
                if not data:
                    return
                self.line.feed(data)

    def _outcome(self, status: int, reason: str) -> Outcome:
        return Outcome(status, reason, bytes(self.line.log))

    def _heed_progress(self) -> None:
        if self.line.begun:
            self.limits.pop("boot", None)
            if self.idle:
                end = time.monotonic() + self.idle
                self.limits["idle"] = (end, TIME_OUT, f"no output for {self.idle:g} s")

    def _heed_log(self) -> bool:
        """Looks at the lines that are complete by now; true when `until` is among them.

        A line by which a system ends leaves it a moment to finish its message.
        """
        log = self.line.log
        complete = log.rfind(b"\n") + 1
        lines = bytes(log[self.scanned : complete]).splitlines()
        self.scanned = max(self.scanned, complete)
        for line in lines:
            end = time.monotonic() + LAST_WORDS
            if self.until and self.until in line:
                return True
            if _PANIC.search(line):
                self.limits.setdefault("death", (end, PANIC, "the kernel panicked"))
            elif _BOOT.match(line):
                self.limits.setdefault(
                    "death", (end, BAD_ARCHIVE, line.decode(errors="replace").strip())
                )
        return False
