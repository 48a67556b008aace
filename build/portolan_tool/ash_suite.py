"""The shell test suites of busybox's source package: ash_test by Debian's busybox and by msh, and
hush_test by msh.

A case counts when Debian's busybox passes it on Linux; msh has to pass the same ones in Portolan.
tests/target/exceptions names the cases that are known to differ, each with the reason, and
tests/msh/exceptions those in which msh means to do something else.
"""

import os
import re
import threading
from collections.abc import Callable

from .guest_suite import Case, Result, exceptions, run_cases
from .machine import Machine
from .paths import out, top
from .report import Report

SOURCE = top("out", "source", "busybox", "shell")
HELPERS = ("printenv", "recho", "zecho")
MSH_EXCEPTIONS = top("tests", "msh", "exceptions")


def cases(suite: str, shell: str) -> list[Case]:
    """Every executable NAME.tests that has a NAME.right beside it, as the suite's own run-all
    takes them. They run by the shell of that path.
    """
    found = []
    top_folder = os.path.join(SOURCE, suite)
    for folder in sorted(os.listdir(top_folder)) if os.path.isdir(top_folder) else []:
        path = os.path.join(top_folder, folder)
        for file in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            name, suffix = os.path.splitext(file)
            runs = suffix == ".tests" and os.access(os.path.join(path, file), os.X_OK)
            if runs and os.path.exists(os.path.join(path, name + ".right")):
                command = f"cd /ash/{suite}/{folder} && {shell} ./{file} 2>&1"
                found.append(
                    Case(
                        f"{folder}/{name}",
                        f"export PATH=/ash:$PATH THIS_SH={shell} {_config()}; {command}",
                    )
                )
    return found


def jobs(report: Report, arch: str, only: str | None) -> list[Callable[[], None]]:
    """The oracle's run and Portolan's, with busybox and with msh."""
    if not os.path.isdir(SOURCE):
        if not only:
            report.add_skipped(
                f"ash {arch}", "busybox's source package is not unpacked: run `make test`"
            )
        return []
    found: list[Callable[[], None]] = []
    for suite in ("ash_test", "hush_test"):
        oracle = _Oracle(report, arch, suite)
        for title, shell in (("ash", "/bin/ash"), ("msh", "/bin/msh")):
            if suite == "hush_test" and title == "ash":
                continue
            selected = [
                case
                for case in cases(suite, shell)
                if not only or only in f"{title} {arch} {case.name}"
            ]
            if selected:
                oracle.need(selected)
                found.append(_Suite(report, arch, suite, title, selected, oracle).run)
        if oracle.cases:
            found.insert(0, oracle.run)
    return found


class _Oracle:
    """The names of the cases of a suite that busybox passes on Linux."""

    def __init__(self, report: Report, arch: str, suite: str) -> None:
        self.report = report
        self.arch = arch
        self.suite = suite
        self.cases: list[Case] = []
        self.good: set[str] = set()
        self.done = threading.Event()

    def need(self, wanted: list[Case]) -> None:
        """Makes these cases known before the run."""
        names = {case.name for case in [*self.cases, *wanted]}
        self.cases = [case for case in cases(self.suite, "/bin/ash") if case.name in names]

    def run(self) -> None:
        """On Linux."""

        def note(case: Case, result: Result) -> None:
            if _is_right(self.suite, case, result):
                self.good.add(case.name)

        try:
            files = _files(self.arch, self.suite)
            machine = Machine(self.arch, kernel="linux")
            run_cases(machine, files, self.cases, note, self.report.note)
        finally:
            self.done.set()


class _Suite:
    """The cases of a suite by one shell in Portolan."""

    def __init__(
        self,
        report: Report,
        arch: str,
        suite: str,
        title: str,
        selected: list[Case],
        oracle: _Oracle,
    ) -> None:
        self.report = report
        self.arch = arch
        self.suite = suite
        self.title = title
        self.cases = selected
        self.oracle = oracle
        self.exceptions = exceptions()
        if title == "msh":
            self.exceptions |= exceptions(MSH_EXCEPTIONS)

    def run(self) -> None:
        """Compares what comes out of Portolan with what is right."""
        count = 0

        def check(case: Case, result: Result) -> None:
            nonlocal count
            self.oracle.done.wait()
            name = f"{self.title} {self.arch} {case.name}"
            if case.name not in self.oracle.good:
                return
            if _is_right(self.suite, case, result):
                count += 1
                self.report.add_passed(name)
            elif case.name in self.exceptions:
                self.report.add_skipped(name, self.exceptions[case.name])
            else:
                expected = _right(self.suite, case).decode(errors="replace")
                got = (result.output + result.errors).decode(errors="replace")
                self.report.add_failed(name, f"output:\n{got}\nexpected:\n{expected}")

        files = _files(self.arch, self.suite)
        run_cases(Machine(self.arch), files, self.cases, check, self.report.note)
        self.report.note(
            f"{self.title} {self.arch}: {count} cases of {self.suite} pass of "
            f"{len(self.oracle.good)} that pass on Linux, and {len(self.cases)} in all"
        )


def _files(arch: str, suite: str) -> list[str]:
    helpers = [f"{out(arch, 'ash', name)}:/ash/{name}" for name in HELPERS]
    return [f"{os.path.join(SOURCE, suite)}:/ash/{suite}", *helpers]


def _right(suite: str, case: Case) -> bytes:
    with open(os.path.join(SOURCE, suite, case.name + ".right"), "rb") as file:
        return file.read()


def _is_right(suite: str, case: Case, result: Result) -> bool:
    lines = result.output.splitlines(keepends=True)
    output = b"".join(line for line in lines if b"using fallback suid method" not in line)
    return output == _right(suite, case)


def _config() -> str:
    """What the suite asks of busybox's configuration."""
    with open(
        top("out", "source", "busybox", "debian", "config", "pkg", "static"), encoding="ascii"
    ) as file:
        return " ".join(re.findall(r"^CONFIG_FEATURE_FANCY_ECHO=y$", file.read(), re.M))
