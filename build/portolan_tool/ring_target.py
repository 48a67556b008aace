"""Ring 2: ordinary Linux programs, on Linux as the oracle and then in Portolan; and native Mach
tests.
"""

import os
import re
from functools import partial

from . import ash_suite, mach_tests, msh_suite, userland_suite
from .guest_suite import Case, Result, exceptions, run_cases
from .machine import Machine
from .paths import out, top
from .pairing import Pairing
from .report import Report
from .schedule import Job

SMP = (1, 4)


def jobs(report: Report, arches: tuple[str, ...], only: str | None) -> list[Job]:
    """The programs of each architecture, and the other suites that run in guests; the longest come
    first.
    """
    found: list[Job] = []
    for arch in arches:
        found += ash_suite.jobs(report, arch, only)
    for arch in arches:
        found += userland_suite.jobs(report, arch, only)
    for arch in arches:
        names = [name for name in programs() if not only or only in f"target {arch} {name}"]
        if names:
            suite = _Suite(report, arch, names)
            found.append(Job(f"target {arch} linux", suite.run_oracle))
            found += [Job(f"target {arch} smp{n}", partial(suite.run_guest, n)) for n in SMP]
    for arch in arches:
        found += mach_tests.jobs(report, arch, only)
        found += msh_suite.jobs(report, arch, only)
    return found


def programs() -> list[str]:
    """The programs that build/tests.mk makes from tests/target."""
    folder = top("tests", "target")
    names = []
    for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        stem, suffix = os.path.splitext(file)
        if suffix not in (".c", ".cpp"):
            continue
        names.append(stem)
        with open(os.path.join(folder, file), encoding="utf-8") as source:
            if suffix == ".c" and re.search("//.*glibc", source.readline()):
                names.append(stem + ".glibc")
    return names


class _Suite:
    """The programs of one architecture. Results from Portolan wait for the oracle's."""

    def __init__(self, report: Report, arch: str, names: list[str]) -> None:
        self.report = report
        self.arch = arch
        self.cases = [Case(name, f"/tests/{name}") for name in names]
        self.add = [f"{out(arch, 'target', name)}:/tests/{name}" for name in names]
        self.expected: dict[str, Result] = {}
        self.pairing = Pairing()
        self.exceptions = exceptions()

    def run_oracle(self) -> None:
        """A test must pass on Linux, or it is the test that is wrong."""
        self.report.note(f"target {self.arch}: {len(self.cases)} programs on Linux")
        try:
            machine = Machine(self.arch, kernel="linux")
            run_cases(machine, self.add, self.cases, self._oracle_result, self.report.note)
        finally:
            self.pairing.begin()

    def _oracle_result(self, case: Case, result: Result) -> None:
        expected = _expected_output(case.name)
        if result.status != 0 or (expected is not None and result.output != expected):
            self.report.add_failed(
                f"target {self.arch} linux {case.name}", _describe(result, 0, expected)
            )
        else:
            self.expected[case.name] = result

    def run_guest(self, smp: int) -> None:
        """Everything in Portolan, with one processor or several."""
        self.report.note(f"target {self.arch}: {len(self.cases)} programs in Portolan, smp {smp}")

        def check(case: Case, result: Result) -> None:
            wanted = self.expected.get(case.name)
            name = f"target {self.arch} smp{smp} {case.name}"
            if not wanted:
                self.report.add_failed(name, "fails on Linux, so there is nothing to compare with")
            elif result.status == wanted.status and result.output == wanted.output:
                self.report.add_passed(name)
            elif case.name in self.exceptions:
                self.report.add_skipped(name, self.exceptions[case.name])
            else:
                self.report.add_failed(name, _describe(result, 0, wanted.output))

        later = self.pairing.when_begun(check)
        run_cases(Machine(self.arch, smp=smp), self.add, self.cases, later, self.report.note)


def _expected_output(name: str) -> bytes | None:
    path = top("tests", "target", name.removesuffix(".glibc") + ".expect")
    if not os.path.exists(path):
        return None
    with open(path, "rb") as file:
        return file.read()


def _describe(result: Result, status: int, expected: bytes | None) -> str:
    text = (
        "took the guest down"
        if result.status is None
        else f"status {result.status}, expected {status}"
    )
    for title, content in (("output", result.output), ("errors", result.errors)):
        if content:
            text += f"\n{title}:\n" + content.decode(errors="replace")
    if expected is not None and expected != result.output:
        text += "\nexpected output:\n" + expected.decode(errors="replace")
    return text
