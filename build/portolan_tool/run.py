"""portolan run: an interactive session, or one command and its output."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Callable

from .channel import Decoder, Garbled
from .initrd import Initrd
from .machine import Machine
from .paths import BAD_ARCHIVE, BOOT_FAILURE, PANIC, TIME_OUT, TOOL_ERROR

BOOT_TIME = {"direct": 60, "grub": 180, "uefi": 180}
LAST_WORDS = 1.0  # seconds that a dying system gets to finish its message
LOG_TAIL = 40  # lines


def interactive(machine: Machine, initrd: Initrd) -> int:
    """Becomes QEMU on this terminal; every key but Ctrl-A reaches the guest. Returns only on failure."""
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

    def report(self) -> None:
        """Writes the reason and the end of the log to standard error."""
        if not self.reason:
            return
        lines = self.log.decode(errors="replace").replace("\r", "").splitlines()[-LOG_TAIL:]
        text = "".join(f"| {line}\n" for line in lines)
        sys.stderr.write(f"portolan: {self.reason}; the end of the console log:\n{text}")
        sys.stderr.flush()


def command(
    machine: Machine, initrd: Initrd, timeout: float | None, output: Callable[[bytes], None]
) -> Outcome:
    """Boots, passes the command's output to `output` as it comes, and ends the machine."""
    qemu = subprocess.Popen(
        machine.command(initrd, ["-serial", "stdio", "-monitor", "none"]),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        pass_fds=initrd.descriptors,
        bufsize=0,
    )
    try:
        return _follow(qemu, BOOT_TIME[machine.boot], timeout, output)
    finally:
        qemu.kill()
        qemu.wait()


def _follow(
    qemu: subprocess.Popen, boot_time: float, timeout: float | None, output: Callable[[bytes], None]
) -> Outcome:
    assert qemu.stdout is not None
    line = Decoder()
    start = time.monotonic()
    end = start + timeout if timeout else float("inf")
    failure: tuple[int, str] | None = None
    scanned = 0

    while True:
        now = time.monotonic()
        deadline = end if line.begun or failure else min(end, start + boot_time)
        if now >= deadline:
            if failure:
                return Outcome(*failure, bytes(line.log))
            if now >= end:
                return Outcome(TIME_OUT, f"no end within {timeout:g} s", bytes(line.log))
            return Outcome(BOOT_FAILURE, f"init did not start within {boot_time:g} s", bytes(line.log))
        if not select.select([qemu.stdout], [], [], min(deadline - now, 3600))[0]:
            continue
        data = os.read(qemu.stdout.fileno(), 1 << 16)
        if not data:
            failure = failure or (BOOT_FAILURE, "the machine stopped by itself")
            return Outcome(*failure, bytes(line.log))
        try:
            output(line.feed(data))
        except Garbled as error:
            return Outcome(TOOL_ERROR, f"the console line garbled the output: {error}", bytes(line.log))
        if line.status is not None:
            return Outcome(line.status, "", bytes(line.log))
        if not failure:
            failure, scanned = _last_words(line.log, scanned)
            if failure:
                end = min(end, time.monotonic() + LAST_WORDS)


def _last_words(log: bytearray, scanned: int) -> tuple[tuple[int, str] | None, int]:
    """Looks at the lines that are complete since `scanned` for those by which a system ends."""
    complete = log.rfind(b"\n") + 1
    for line in bytes(log[scanned:complete]).splitlines():
        if line.startswith(b"panic: ") or b"Kernel panic - not syncing" in line:
            return (PANIC, "the kernel panicked"), complete
        if line.startswith(b"boot: "):
            return (BAD_ARCHIVE, line.decode(errors="replace").strip()), complete
    return None, max(scanned, complete)
