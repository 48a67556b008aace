"""Native Mach tests: relatives of the servers, each started by bootstrap in a boot of its own.

A second archive behind the boot archive replaces /boot/services by one that starts the test alone,
with every right that bootstrap can hand out. The test writes its verdict to the kernel log, which
stays on the serial line since no console server runs: `mach-test NAME: passed`, or
`mach-test NAME: failed: WHY`.
"""

import os
import re
import tempfile
from functools import partial

from . import run
from .initrd import Initrd
from .machine import Machine
from .paths import out, top
from .report import Report
from .schedule import Job

TIME_LIMIT = 120  # seconds of the machine's own, see Patience
SMP = (1, 4)
COUNTED = ("bounded",)  # tests that count instructions: with -icount, on one processor

SERVICES = """\
service {name}
  program /boot/tests/{name}
{arguments}  rights host_priv device_master archive kept_rights
  restart never
"""


def names() -> list[str]:
    """The tests that there are sources of."""
    folder = top("tests", "target", "mach")
    files = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return [file.removesuffix(".cpp") for file in files if file.endswith(".cpp")]


def jobs(report: Report, arch: str, only: str | None) -> list[Job]:
    """One job for each test and number of processors."""
    selected = [name for name in names() if not only or only in f"mach {arch} {name}"]
    return [
        Job(f"mach {arch} smp{smp} {name}", partial(_run, report, arch, smp, name))
        for smp in SMP
        for name in selected
        if smp == 1 or name not in COUNTED
    ]


def boot_into(
    machine: Machine, name: str, limit: float = TIME_LIMIT, arguments: str = ""
) -> run.Outcome:
    """Boots the machine into one test, until its verdict; returns how that ended, with the log."""
    line = f"  arguments {arguments}\n" if arguments else ""
    with tempfile.NamedTemporaryFile("w", prefix="portolan-") as services:
        services.write(SERVICES.format(name=name, arguments=line))
        services.flush()
        program = f"{out(machine.arch, 'mach-tests', name)}:/boot/tests/{name}"
        initrd = Initrd(machine.arch, machine.kernel, [program, f"{services.name}:/boot/services"])
        verdict = f"mach-test {name}: ".encode()
        try:
            return run.command(
                machine, initrd, None, lambda data: None, until=verdict, limit=limit
            )
        finally:
            initrd.close()


def stress(arch: str, smp: int, seed: int, seconds: int) -> int:
    """The test `stress` for a while of one's own choice; returns the exit status."""
    report = Report()
    _run(report, arch, smp, "stress", 60 + 3 * seconds, f"{seed} {seconds}")
    return report.close()


def fuzz(arch: str, smp: int, seed: int, operations: int) -> int:
    """The test `fuzz` with as many traps and messages as one likes; returns the exit status."""
    report = Report()
    _run(report, arch, smp, "fuzz", 60 + operations / 2000, f"{seed} {operations}")
    return report.close()


def _run(
    report: Report, arch: str, smp: int, name: str, limit: float = TIME_LIMIT, arguments: str = ""
) -> None:
    machine = Machine(arch, smp=smp, icount=name in COUNTED)
    title = f"mach {arch} smp{smp} {name}"
    outcome = boot_into(machine, name, limit, arguments)
    if outcome.crashed():
        report.note(f"{title}: {outcome.reason}; once more")
        outcome = boot_into(machine, name, limit, arguments)
    verdict = re.search(f"mach-test {name}: (.*)", outcome.text())
    if verdict and verdict[1] == "passed":
        report.add_passed(title)
        if arguments:
            report.note(outcome.tail())
    else:
        reason = verdict[1] if verdict else outcome.reason
        report.add_failed(title, f"{reason}\n{outcome.tail()}")
