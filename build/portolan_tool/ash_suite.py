"""The shell test suite of busybox's source package, by Debian's busybox on Linux and in Portolan.

A case counts in Portolan when the same shell passes it on Linux. tests/target/exceptions names
those that are known to differ, each with the reason.
"""

import os
import re
import threading
from collections.abc import Callable

from .guest_suite import Case, Result, exceptions, run_cases
from .machine import Machine
from .paths import out, top
from .report import Report

SUITE = top("out", "source", "busybox", "shell", "ash_test")
HELPERS = ("printenv", "recho", "zecho")


def cases() -> list[Case]:
    """Every executable NAME.tests that has a NAME.right beside it, as the suite's own run-all
    takes them.
    """
    found = []
    for folder in sorted(os.listdir(SUITE)) if os.path.isdir(SUITE) else []:
        path = os.path.join(SUITE, folder)
        for file in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            name, suffix = os.path.splitext(file)
            runs = suffix == ".tests" and os.access(os.path.join(path, file), os.X_OK)
            if runs and os.path.exists(os.path.join(path, name + ".right")):
                command = f"cd /ash/{folder} && /bin/ash ./{file} 2>&1"
                found.append(
                    Case(
                        f"{folder}/{name}",
                        f"export PATH=/ash:$PATH THIS_SH=/bin/ash {_config()}; {command}",
                    )
                )
    return found


def jobs(report: Report, arch: str, only: str | None) -> list[Callable[[], None]]:
    """The oracle's run and Portolan's."""
    selected = [case for case in cases() if not only or only in f"ash {arch} {case.name}"]
    if not selected:
        if not only and not os.path.isdir(SUITE):
            report.add_skipped(
                f"ash {arch}", "busybox's source package is not unpacked: run `make test`"
            )
        return []
    suite = _Suite(report, arch, selected)
    return [suite.run_oracle, suite.run_guest]


class _Suite:
    def __init__(self, report: Report, arch: str, selected: list[Case]) -> None:
        self.report = report
        self.arch = arch
        self.cases = selected
        self.add = [f"{SUITE}:/ash"]
        self.add += [f"{out(arch, 'ash', name)}:/ash/{name}" for name in HELPERS]
        self.good: set[str] = set()
        self.oracle_done = threading.Event()
        self.exceptions = exceptions()

    def run_oracle(self) -> None:
        def note(case: Case, result: Result) -> None:
            if _is_right(case, result):
                self.good.add(case.name)

        try:
            run_cases(Machine(self.arch, kernel="linux"), self.add, self.cases, note)
        finally:
            self.oracle_done.set()

    def run_guest(self) -> None:
        count = 0

        def check(case: Case, result: Result) -> None:
            nonlocal count
            self.oracle_done.wait()
            name = f"ash {self.arch} {case.name}"
            if case.name not in self.good:
                return
            if _is_right(case, result):
                count += 1
                self.report.add_passed(name)
            elif case.name in self.exceptions:
                self.report.add_skipped(name, self.exceptions[case.name])
            else:
                expected = _right(case).decode(errors="replace")
                got = (result.output + result.errors).decode(errors="replace")
                self.report.add_failed(name, f"output:\n{got}\nexpected:\n{expected}")

        run_cases(Machine(self.arch), self.add, self.cases, check)
        self.report.note(
            f"ash {self.arch}: {count} cases pass of {len(self.good)} that pass on Linux, "
            f"and {len(self.cases)} in all"
        )


def _right(case: Case) -> bytes:
    with open(os.path.join(SUITE, case.name + ".right"), "rb") as file:
        return file.read()


def _is_right(case: Case, result: Result) -> bool:
    lines = result.output.splitlines(keepends=True)
    return b"".join(line for line in lines if b"using fallback suid method" not in line) == _right(
        case
    )


def _config() -> str:
    """What the suite asks of busybox's configuration."""
    with open(
        top("out", "source", "busybox", "debian", "config", "pkg", "static"), encoding="ascii"
    ) as file:
        return " ".join(re.findall(r"^CONFIG_FEATURE_FANCY_ECHO=y$", file.read(), re.M))
