"""portolan run: an interactive session, or one command and its output."""

import os
import re
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from .channel import Decoder, Garbled
from .initrd import Initrd
from .machine import Machine
from .monitor import Monitor
from .paths import BAD_ARCHIVE, BOOT_FAILURE, PANIC, TIME_OUT, TOOL_ERROR
from .patience import Patience

BOOT_TIME = {"direct": 90, "grub": 180, "uefi": 180}
ORDERLY_END = 60.0  # seconds from a command's exit until a machine with disks must be off
LAST_WORDS = 1.0  # seconds that a dying system gets to finish its message
LOG_TAIL = 40  # lines
CRASHED = "QEMU was ended by signal"  # how a report of the host's failure, not the guest's, begins
_PANIC = re.compile(rb"^panic: |Kernel panic - not syncing")
_BOOT = re.compile(rb"((bootstrap|file): )?boot: ")


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
    """How a run with a command ended: its status, why if not by the command's exit, the log, and
    the processors' registers if the guest reset the machine or was given up.
    """

    def __init__(self, status: int, reason: str, log: bytes, state: str = "") -> None:
        self.status = status
        self.reason = reason
        self.log = log
        self.state = state

    def crashed(self) -> bool:
        """Whether QEMU itself fell, through no fault of the guest."""
        return self.reason.startswith(CRASHED)

    def text(self) -> str:
        """The console log."""
        return self.log.decode(errors="replace").replace("\r", "")

    def tail(self) -> str:
        """The end of the console log, each line marked, and the registers if there are any."""
        lines = self.text().splitlines()[-LOG_TAIL:]
        if self.state:
            lines += ["the processors' registers:", *self.state.splitlines()]
        return "".join(f"| {line}\n" for line in lines)

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
    limit: float | None = None,
) -> Outcome:
    """Boots, passes the command's output to `output` as it comes, and ends the machine.

    It ends with the command, after `timeout` seconds in all, after `idle` seconds of the machine's
    own (see Patience) without output or `limit` of them in all, or when the log holds `until`.
    """
    monitor = Monitor()
    line = machine.command(initrd, ["-serial", "stdio", *monitor.options()])
    qemu = subprocess.Popen(
        line,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=[*initrd.descriptors, monitor.descriptor()],
        bufsize=0,
    )
    monitor.started()
    try:
        # With gdb a person decides how long it takes; some boots never come as far as init.
        boot_time = None if machine.gdb or until else BOOT_TIME[machine.boot]
        watch = _Watch(qemu, monitor, boot_time, timeout, idle, until, limit)
        watch.leave_in_order = bool(machine.disks)
        return watch.follow(output)
    finally:
        qemu.kill()
        qemu.wait()
        monitor.close()
        if qemu.stdout:
            qemu.stdout.close()


@dataclass
class _Limit:
    """When a run is given up, by which clock, and what is said then."""

    clock: Callable[[], float]
    end: float
    status: int
    reason: str


class _Watch:
    """Follows a machine's console line to the end of the run."""

    def __init__(
        self,
        qemu: subprocess.Popen,
        monitor: Monitor,
        boot_time: float | None,
        timeout: float | None,
        idle: float | None,
        until: bytes | None,
        limit: float | None,
    ) -> None:
        assert qemu.stdout
        self.qemu = qemu
        self.console = qemu.stdout
        self.monitor = monitor
        self.sources: list[IO[bytes] | Monitor] = [qemu.stdout, monitor]
        self.idle = idle
        self.until = until
        self.leave_in_order = False
        self.line = Decoder()
        self.scanned = 0
        self.patience = Patience(qemu.pid)
        self.limits: dict[str, _Limit] = {}
        if boot_time:
            reason = f"init did not start within {boot_time:g} s"
            self._limit("boot", self.patience.now, boot_time, BOOT_FAILURE, reason)
        if timeout:
            reason = f"no end within {timeout:g} s"
            self._limit("timeout", time.monotonic, timeout, TIME_OUT, reason)
        if limit:
            self._limit("limit", self.patience.now, limit, TIME_OUT, f"no end within {limit:g} s")

    def _limit(
        self, name: str, clock: Callable[[], float], left: float, status: int, reason: str
    ) -> None:
        self.limits[name] = _Limit(clock, clock() + left, status, reason)

    def follow(self, output: Callable[[bytes], None]) -> Outcome:
        """Reads until the run is over."""
        while True:
            wait = 3600.0
            for name, limit in self.limits.items():
                left = limit.end - limit.clock()
                if left <= 0:
                    if name in ("boot", "idle", "limit"):
                        self.monitor.look()
                    return self._outcome(limit.status, limit.reason)
                wait = min(wait, left)
            data = self._read(max(wait, 0.1))
            if data is None:
                continue
            if not data:
                if death := self.limits.get("death"):
                    return self._outcome(death.status, death.reason)
                return self._outcome(BOOT_FAILURE, self._end_of_qemu())
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
        if status < 0:
            return f"{CRASHED} {-status} ({signal.strsignal(-status)})"
        if status > 0:
            return f"QEMU failed ({status})"
        how = {"guest-shutdown": "switched itself off", "guest-reset": "reset itself"}
        return f"the machine {how.get(self.monitor.end, 'stopped by itself')}"

    def _await_end(self) -> None:
        """init powers the machine off; what was written goes to the disks before that."""
        end = time.monotonic() + ORDERLY_END
        while (wait := end - time.monotonic()) > 0:
            data = self._read(wait)
            if data == b"":
                return
            self.line.feed(data or b"")

    def _read(self, wait: float) -> bytes | None:
        """What the machine writes next: nothing at its end, None if something else came first."""
        ready = select.select(self.sources, [], [], wait)[0]
        if self.monitor in ready and not self.monitor.heed():
            self.sources.remove(self.monitor)
        return os.read(self.console.fileno(), 1 << 16) if self.console in ready else None

    def _outcome(self, status: int, reason: str) -> Outcome:
        return Outcome(status, reason, bytes(self.line.log), self.monitor.state)

    def _heed_progress(self) -> None:
        if self.line.begun:
            self.limits.pop("boot", None)
            if self.idle:
                reason = f"no output for {self.idle:g} s"
                self._limit("idle", self.patience.now, self.idle, TIME_OUT, reason)

    def _heed_log(self) -> bool:
        """Looks at the lines that are complete by now; true when `until` is among them.

        A line by which a system ends leaves it a moment to finish its message.
        """
        log = self.line.log
        complete = log.rfind(b"\n") + 1
        lines = bytes(log[self.scanned : complete]).splitlines()
        self.scanned = max(self.scanned, complete)
        for line in lines:
            if self.until and self.until in line:
                return True
            if "death" in self.limits:
                continue
            if _PANIC.search(line):
                self._limit("death", time.monotonic, LAST_WORDS, PANIC, "the kernel panicked")
            elif _BOOT.match(line):
                reason = line.decode(errors="replace").strip()
                self._limit("death", time.monotonic, LAST_WORDS, BAD_ARCHIVE, reason)
        return False
