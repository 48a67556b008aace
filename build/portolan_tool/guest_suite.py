"""Runs many programs in one guest, and goes on in a fresh boot when one of them takes the guest
down.
"""

import re
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from . import run
from .initrd import Initrd
from .machine import Machine
from .paths import top

IDLE_LIMIT = 180  # seconds of the machine's own that one case may take
CRASH_LIMIT = 1  # times that QEMU itself may fall
BOOT_LIMIT = 3  # boots that may fail before their first case


@dataclass
class Case:
    """One command line for the guest's shell, run in an empty folder of its own."""

    name: str
    command: str


@dataclass
class Result:
    """What a case did. A status of None means that it took the guest down; `errors` then says
    how.
    """

    status: int | None
    output: bytes
    errors: bytes


def run_cases(
    machine: Machine,
    add: list[str],
    cases: list[Case],
    done: Callable[[Case, Result], None],
    note: Callable[[str], None],
) -> None:
    """Runs the cases in order, calling `done` for each as it ends. The case during which QEMU, not
    the guest, falls is repeated, and `note` called.
    """
    left = list(cases)
    failed_boots = 0
    crashes = 0
    while left:
        stream = _Stream(left, done)
        with tempfile.NamedTemporaryFile("w", prefix="portolan-", suffix=".sh") as script:
            script.write(_script(left, stream.nonce))
            script.flush()
            initrd = Initrd(
                machine.arch,
                machine.kernel,
                [*add, f"{script.name}:/run/suite"],
                "/bin/busybox ash /run/suite",
            )
            try:
                outcome = run.command(machine, initrd, None, stream.feed, IDLE_LIMIT)
            finally:
                initrd.close()
        if stream.finished == len(left):
            return
        left = left[stream.finished :]
        if outcome.crashed() and crashes < CRASH_LIMIT:
            crashes += 1
            note(f"{outcome.reason}; once more, from {left[0].name} on")
            continue
        failed_boots += stream.finished == 0
        reason = outcome.reason or f"the suite ended early with status {outcome.status}"
        how = f"{reason}\n{outcome.tail()}"
        lost = left if failed_boots >= BOOT_LIMIT else left[:1]
        for case in lost:
            done(case, Result(None, stream.rest(), how.encode()))
        left = left[len(lost) :]


def _script(cases: list[Case], nonce: str) -> str:
    """Files for the output, since a pipe would be held open by what a case leaves running."""
    lines = ["b=/bin/busybox"]
    for number, case in enumerate(cases):
        lines += [
            f"$b mkdir -p /tmp/{number}; cd /tmp/{number}",
            f"( {case.command}\n) >/tmp/out 2>/tmp/err </dev/null; s=$?",
            f"echo; echo {nonce} {number} $s $($b wc -c </tmp/out) $($b wc -c </tmp/err)",
            f"$b cat /tmp/out /tmp/err; cd /; $b rm -rf /tmp/{number} /tmp/out /tmp/err",
        ]
    return "\n".join(lines) + "\n"


class _Stream:
    """Cuts the suite's output into results."""

    def __init__(self, cases: list[Case], done: Callable[[Case, Result], None]) -> None:
        self.cases = cases
        self.done = done
        self.finished = 0
        self.nonce = secrets.token_hex(6)
        self._header = re.compile(rf"\n{self.nonce} (\d+) (\d+) +(\d+) +(\d+)\n".encode())
        self._data = b""

    def feed(self, data: bytes) -> None:
        """Takes more output, and reports each case that is complete."""
        self._data += data
        while header := self._header.search(self._data):
            number, status, output, errors = (int(field) for field in header.groups())
            start, middle, end = header.end(), header.end() + output, header.end() + output + errors
            if len(self._data) < end:
                return
            self.done(
                self.cases[number], Result(status, self._data[start:middle], self._data[middle:end])
            )
            self._data = self._data[end:]
            self.finished = number + 1

    def rest(self) -> bytes:
        """What came and belongs to no case that ended."""
        return self._data


def exceptions(path: str = top("tests", "target", "exceptions")) -> dict[str, str]:
    """The cases that are known to differ from Linux, and why: lines `NAME REASON` of the file.
    They count as skipped until they pass.
    """
    with open(path, encoding="utf-8") as file:
        lines = [
            line.split(maxsplit=1) for line in file if line.strip() and not line.startswith("#")
        ]
    return {name: reason.strip() for name, reason in lines}
