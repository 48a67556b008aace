"""Native Mach tests: servers' relatives, which bootstrap starts from /boot/tests instead of its
services.

The archive then holds /boot/tests/run with their names, one a line. Each writes a verdict to the
kernel log (mach_debug_write), `mach-test NAME: passed` or `mach-test NAME: failed: WHY`; after the
last one bootstrap writes `mach-test: done`.
"""

import os
import re
import tempfile
from collections.abc import Callable
from functools import partial

from . import run
from .initrd import Initrd
from .machine import Machine
from .paths import out, top
from .report import Report

TIME_LIMIT = 300
SMP = (1, 4)


def names() -> list[str]:
    """The tests that there are sources of."""
    folder = top("tests", "target", "mach")
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [file.removesuffix(".cpp") for file in files if file.endswith(".cpp")]


def jobs(report: Report, arch: str, only: str | None) -> list[Callable[[], None]]:
    """One job for each number of processors."""
    selected = [name for name in names() if not only or only in f"mach {arch} {name}"]
    return [partial(_run, report, arch, smp, selected) for smp in SMP if selected]


def log_of(machine: Machine, selected: list[str], timeout: float = TIME_LIMIT) -> run.Outcome:
    """Boots the machine into the tests; returns how it ended, with the log."""
    with tempfile.NamedTemporaryFile("w", prefix="portolan-") as listing:
        listing.write("".join(f"{name}\n" for name in selected))
        listing.flush()
        add = [f"{out(machine.arch, 'mach-tests', name)}:/boot/tests/{name}" for name in selected]
        initrd = Initrd(
            machine.arch, machine.kernel, [*add, f"{listing.name}:/boot/tests/run"], None
        )
        try:
            return run.command(
                machine, initrd, timeout, lambda data: None, until=b"mach-test: done"
            )
        finally:
            initrd.close()


def _run(report: Report, arch: str, smp: int, selected: list[str]) -> None:
    left = list(selected)
    while left:
        outcome = log_of(Machine(arch, smp=smp), left)
        verdicts = dict(
            re.findall(r"^mach-test ([\w-]+): (passed|failed.*?)\r?$", outcome.text(), re.M)
        )
        finished = [name for name in left if name in verdicts]
        for name in finished:
            if verdicts[name] == "passed":
                report.add_passed(f"mach {arch} smp{smp} {name}")
            else:
                report.add_failed(
                    f"mach {arch} smp{smp} {name}", f"{verdicts[name]}\n{outcome.tail()}"
                )
        left = [name for name in left if name not in verdicts]
        if left:
            why = outcome.reason or "ended without a verdict"
            report.add_failed(f"mach {arch} smp{smp} {left[0]}", f"{why}\n{outcome.tail()}")
            left = left[1:]
