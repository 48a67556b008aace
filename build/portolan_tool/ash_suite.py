"""The shell test suites of busybox's source package: ash_test by Debian's busybox and by msh, and
what hush_test has besides by msh.

A case counts when it passes in Portolan or Debian's busybox passes it on Linux, so Linux is asked
about those only that do not pass here.
tests/target/exceptions names the cases that are known to differ, each with the reason, and
tests/msh/exceptions those in which msh means to do something else.
"""

import os
import re

from .guest_suite import Case, Result, exceptions, run_cases
from .machine import Machine
from .paths import out, top
from .report import Report
from .schedule import Job

SOURCE = top("out", "source", "busybox", "shell")
HELPERS = ("printenv", "recho", "zecho")
SHELLS = (
    ("ash_test", "ash", "/bin/ash"),
    ("ash_test", "msh", "/bin/msh"),
    ("hush_test", "msh", "/bin/msh"),
)
MSH_EXCEPTIONS = top("tests", "msh", "exceptions")


def cases(suite: str, shell: str) -> list[Case]:
    """The suite's cases, run by the shell of that path. Three quarters of hush_test are copies of
    ash_test's, and are left out.
    """
    others = set() if suite == "ash_test" else {_content(case) for case in _found("ash_test")}
    return [
        Case(
            f"{folder}/{name}",
            f"export PATH=/ash:$PATH THIS_SH={shell} {_config()}; "
            f"cd /ash/{suite}/{folder} && {shell} ./{name}.tests 2>&1",
        )
        for folder, name in (case[1:] for case in _found(suite) if _content(case) not in others)
    ]


def _found(suite: str) -> list[tuple[str, str, str]]:
    """Suite, folder and name of every executable NAME.tests that has a NAME.right beside it, as the
    suite's own run-all takes them, less those that ask a debugging build of hush for its leaks.
    """
    found = []
    top_folder = os.path.join(SOURCE, suite)
    for folder in sorted(os.listdir(top_folder)) if os.path.isdir(top_folder) else []:
        path = os.path.join(top_folder, folder)
        for file in sorted(os.listdir(path)) if os.path.isdir(path) else []:
            name, suffix = os.path.splitext(file)
            runs = suffix == ".tests" and os.access(os.path.join(path, file), os.X_OK)
            if runs and os.path.exists(os.path.join(path, name + ".right")):
                with open(os.path.join(path, file), "rb") as script:
                    if b"memleak" not in script.read():
                        found.append((suite, folder, name))
    return found


def _content(case: tuple[str, str, str]) -> tuple[bytes, ...]:
    """All that a case is: the script, what is right, and the files that it finds in its folder."""
    suite, folder, name = case
    path = os.path.join(SOURCE, suite, folder)
    files = [name + ".tests", name + ".right"]
    files += [file for file in sorted(os.listdir(path)) if not file.endswith((".tests", ".right"))]
    content = [name.encode()]
    for file in files:
        with open(os.path.join(path, file), "rb") as data:
            content += [file.encode(), data.read()]
    return tuple(content)


def jobs(report: Report, arch: str, only: str | None) -> list[Job]:
    """The runs in Portolan, with busybox and with msh; Linux is asked at their ends."""
    if not os.path.isdir(SOURCE):
        if not only:
            report.add_skipped(
                f"ash {arch}", "busybox's source package is not unpacked: run `make test`"
            )
        return []
    found: list[Job] = []
    for suite, title, shell in SHELLS:
        selected = [
            case
            for case in cases(suite, shell)
            if not only or only in f"{title} {arch} {case.name}"
        ]
        if selected:
            oracle = _Oracle(report, arch, suite)
            run = _Suite(report, arch, suite, title, selected, oracle).run
            found.append(Job(f"{title} {arch} {suite}", run))
    return found


class _Oracle:
    """Which cases of a suite busybox passes on Linux."""

    def __init__(self, report: Report, arch: str, suite: str) -> None:
        self.report = report
        self.arch = arch
        self.suite = suite

    def good(self, names: set[str]) -> set[str]:
        """Of the names of some cases, those of the cases that busybox passes."""
        good: set[str] = set()

        def keep(case: Case, result: Result) -> None:
            if _is_right(self.suite, case, result):
                good.add(case.name)

        asked = [case for case in cases(self.suite, "/bin/ash") if case.name in names]
        if asked:
            machine = Machine(self.arch, kernel="linux")
            run_cases(machine, _files(self.arch, self.suite), asked, keep, self.report.note)
        return good


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
        wrong: dict[str, str] = {}

        def check(case: Case, result: Result) -> None:
            if _is_right(self.suite, case, result):
                self.report.add_passed(f"{self.title} {self.arch} {case.name}")
                return
            expected = _right(self.suite, case).decode(errors="replace")
            got = (result.output + result.errors).decode(errors="replace")
            wrong[case.name] = f"output:\n{got}\nexpected:\n{expected}"

        files = _files(self.arch, self.suite)
        run_cases(Machine(self.arch), files, self.cases, check, self.report.note)
        good = self.oracle.good(set(wrong))
        for case_name in sorted(good):
            name = f"{self.title} {self.arch} {case_name}"
            if case_name in self.exceptions:
                self.report.add_skipped(name, self.exceptions[case_name])
            else:
                self.report.add_failed(name, wrong[case_name])
        count = len(self.cases) - len(wrong)
        self.report.note(
            f"{self.title} {self.arch}: {count} cases of {self.suite} pass, {len(good)} others pass "
            f"with busybox on Linux; {len(self.cases)} cases in all"
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
