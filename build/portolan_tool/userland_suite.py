"""The cases of the utilities, tests/userland: a shell command a line.

NAME.cases runs on the host with our utilities and with GNU's, which must do the same. They and the
cases of NAME.ours, for what GNU does not have or does otherwise, then run on Linux and in Portolan
with the same root files: there Linux says what is right.
"""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass

from .guest_suite import Case, Result, run_cases
from .machine import Machine
from .paths import out, top
from .pairing import Pairing
from .report import Report
from .rootfs import utilities
from .schedule import Job

FOLDER = top("tests", "userland")
TIME_LIMIT = 60
# Sizes of folders are the file system's affair.
TREE = """
b=/bin/busybox; [ -x $b ] || b=env
$b find . ! -type d -exec $b stat -c '%n %A %s' {} + >../tree
$b find . -type d -exec $b stat -c '%n %A' {} + >>../tree
$b sort ../tree; $b rm ../tree
"""


@dataclass
class _Line:
    """A case: NAME of its file with the number of the line, and the command."""

    name: str
    text: str
    gnu: bool


def jobs(report: Report, arch: str, only: str | None) -> list[Job]:
    """The comparison with GNU, which needs a host that can run the programs, and the guests'."""
    found: list[Job] = []
    gnu = [line for line in _lines() if line.gnu and _chosen(line, "gnu", only)]
    if arch == os.uname().machine and gnu:
        found.append(Job("userland gnu", lambda: _compare_all(report, gnu)))
    suite = _Suite(report, arch, [line for line in _lines() if _chosen(line, arch, only)])
    if suite.cases:
        found.append(Job(f"userland {arch} linux", suite.run_oracle))
        found.append(Job(f"userland {arch}", suite.run_guest))
    return found


def _lines() -> list[_Line]:
    lines = []
    for file in sorted(os.listdir(FOLDER)):
        stem, suffix = os.path.splitext(file)
        if suffix not in (".cases", ".ours"):
            continue
        with open(os.path.join(FOLDER, file), encoding="utf-8") as content:
            for number, text in enumerate(content, 1):
                if text.strip() and not text.startswith("#"):
                    name = f"{stem}{'-ours' if suffix == '.ours' else ''}:{number}"
                    lines.append(_Line(name, text.rstrip("\n"), suffix == ".cases"))
    return lines


def _chosen(line: _Line, where: str, only: str | None) -> bool:
    return not only or only in f"userland {where} {line.name} {line.text}"


# --- Against GNU, on the host.


def _compare_all(report: Report, lines: list[_Line]) -> None:
    report.note(f"userland: {len(lines)} cases against GNU's utilities")
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        ours = os.path.join(folder, "bin")
        os.mkdir(ours)
        for name in utilities():
            program = out(os.uname().machine, "userland", "portolan-utils")
            os.symlink(program, os.path.join(ours, name))
        for line in lines:
            name = f"userland gnu {line.name}"
            got, wanted = (
                _run_here(line, where, os.path.join(folder, "work")) for where in (ours, "/usr/bin")
            )
            if got == wanted:
                report.add_passed(name)
            else:
                report.add_failed(name, _difference(line, "GNU", wanted, got))


def _run_here(line: _Line, utilities_folder: str, work: str) -> Result:
    """Runs a case in an empty folder, with the utilities of a folder before the host's."""
    subprocess.run(["rm", "-rf", work], check=True)
    os.makedirs(os.path.join(work, "d"))
    environment = {
        **os.environ,
        "PATH": f"{utilities_folder}:/usr/bin:/bin",
        "USED": utilities_folder,
        "LC_ALL": "C",
        "TZ": "UTC0",
    }
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", line.text],
            cwd=os.path.join(work, "d"),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return Result(None, error.stdout or b"", error.stderr or b"")
    tree = subprocess.run(
        ["/bin/sh", "-c", TREE],
        cwd=os.path.join(work, "d"),
        env={**environment, "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    folder = re.escape(utilities_folder.encode())
    errors = re.sub(rb"(?m)^" + folder + b"/|(?<=')" + folder + b"/", b"", done.stderr)
    errors = re.sub(rb"(?m)^(sh|/bin/sh): [0-9]*: ", b"", errors)
    return Result(done.returncode, done.stdout + tree.stdout, errors)


# --- On Linux and in Portolan.


class _Suite:
    """The cases of one architecture. Portolan's results wait for Linux's."""

    def __init__(self, report: Report, arch: str, lines: list[_Line]) -> None:
        self.report = report
        self.arch = arch
        self.lines = {line.name: line for line in lines}
        self.cases = [Case(line.name, _command(line)) for line in lines]
        self.expected: dict[str, Result] = {}
        self.pairing = Pairing()

    def run_oracle(self) -> None:
        """Keeps what Linux does."""
        self.report.note(f"userland {self.arch}: {len(self.cases)} cases on Linux")

        def keep(case: Case, result: Result) -> None:
            self.expected[case.name] = result

        try:
            self._run(Machine(self.arch, kernel="linux"), keep)
        finally:
            self.pairing.begin()

    def run_guest(self) -> None:
        """Compares what Portolan does."""
        self.report.note(f"userland {self.arch}: {len(self.cases)} cases in Portolan")

        def check(case: Case, result: Result) -> None:
            name = f"userland {self.arch} {case.name}"
            wanted = self.expected.get(case.name)
            if wanted and wanted.status is not None and result == wanted:
                self.report.add_passed(name)
                return
            wanted = wanted or Result(None, b"", b"no result")
            difference = _difference(self.lines[case.name], "Linux", wanted, result)
            self.report.add_failed(name, difference)

        self._run(Machine(self.arch), self.pairing.when_begun(check))

    def _run(self, machine: Machine, done: Callable[[Case, Result], None]) -> None:
        """busybox's shell would take its own applets for the utilities, so msh runs a case."""
        with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
            for line in self.lines.values():
                with open(os.path.join(folder, line.name), "w", encoding="utf-8") as file:
                    file.write(line.text + "\n")
            with open(os.path.join(folder, "tree"), "w", encoding="ascii") as file:
                file.write(TREE)
            run_cases(machine, [f"{folder}:/cases"], self.cases, done, self.report.note)


def _command(line: _Line) -> str:
    # Debian's kernel for ARM64 begins in 1970, as its clock's driver is a module.
    clock = f"[ $($b date +%Y) -gt 2000 ] || $b date -s @{int(time.time())} >/dev/null"
    setup = f"{clock}; export LC_ALL=C TZ=UTC0 USED=/bin; $b mkdir d; cd d"
    return f"{setup}; /bin/msh /cases/{line.name}; s=$?; . /cases/tree; exit $s"


def _difference(line: _Line, other: str, wanted: Result, got: Result) -> str:
    text = [line.text]
    for title, left, right in (
        ("status", wanted.status, got.status),
        ("output and files", wanted.output, got.output),
        ("errors", wanted.errors, got.errors),
    ):
        if left == right:
            continue
        for whose, what in ((other, left), ("ours", right)):
            shown = what.decode(errors="replace") if isinstance(what, bytes) else str(what)
            text.append(f"{title}, {whose}:\n{shown}")
    return "\n".join(text)
