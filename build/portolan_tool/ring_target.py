"""Ring 2: ordinary Linux programs, on Linux as the oracle and then in Portolan; and native Mach
tests.
"""

import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from . import ash_suite, mach_tests, msh_suite, userland_suite
from .guest_suite import Case, Result, exceptions, run_cases
from .machine import Machine
from .paths import out, top
from .report import Report

SMP = (1, 4)


def run(report: Report, arches: tuple[str, ...], only: str | None) -> None:
    """Runs the programs of each architecture, two guests at a time."""
    jobs: list[Callable[[], None]] = []
    for arch in arches:
        names = [name for name in programs() if not only or only in f"target {arch} {name}"]
        if names:
            suite = _Suite(report, arch, names)
            jobs += [suite.run_oracle, *(partial(suite.run_guest, smp) for smp in SMP)]
        jobs += mach_tests.jobs(report, arch, only)
        jobs += ash_suite.jobs(report, arch, only)
        jobs += userland_suite.jobs(report, arch, only)
        jobs += msh_suite.jobs(report, arch, only)
    with ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(job) for job in jobs]:
            future.result()


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
        self.oracle_done = threading.Event()
        self.exceptions = exceptions()

    def run_oracle(self) -> None:
        """A test must pass on Linux, or it is the test that is wrong."""
        self.report.note(f"target {self.arch}: {len(self.cases)} programs on Linux")
        try:
            machine = Machine(self.arch, kernel="linux")
            run_cases(machine, self.add, self.cases, self._oracle_result, self.report.note)
        finally:
            self.oracle_done.set()

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
            self.oracle_done.wait()
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

        run_cases(Machine(self.arch, smp=smp), self.add, self.cases, check, self.report.note)


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
