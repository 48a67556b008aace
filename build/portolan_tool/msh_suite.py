"""The cases of msh, tests/msh/NAME.cases, on the host and in Portolan.

A case is a script with what it writes, errors among it, and its exit status if that is not 0:

    === WHAT IT SHOWS
    SCRIPT
    --- STATUS
    OUTPUT

It runs in an empty folder as `../script`; $MSH is the shell.
"""

import os
import re
import subprocess
import tempfile
from dataclasses import dataclass

from .guest_suite import Case, Result, run_cases
from .machine import Machine
from .paths import out, top
from .report import Report
from .schedule import Job

FOLDER = top("tests", "msh")
TIME_LIMIT = 60
SETTING = {"LC_ALL": "C", "TZ": "UTC0"}


@dataclass
class _Script:
    """A case: NAME of its file with the number of its first line."""

    name: str
    title: str
    text: str
    status: int
    output: bytes


def jobs(report: Report, arch: str, only: str | None) -> list[Job]:
    """The run on a host that can execute the program, and the one in Portolan."""
    found: list[Job] = []
    here = [script for script in _scripts() if _chosen(script, "linux", only)]
    if arch == os.uname().machine and here:
        found.append(Job("msh-cases here", lambda: _run_all_here(report, here)))
    there = [script for script in _scripts() if _chosen(script, arch, only)]
    if there:
        found.append(Job(f"msh-cases {arch}", lambda: _run_guest(report, arch, there)))
    return found


def _scripts() -> list[_Script]:
    scripts = []
    for file in sorted(os.listdir(FOLDER)):
        stem, suffix = os.path.splitext(file)
        if suffix != ".cases":
            continue
        with open(os.path.join(FOLDER, file), encoding="utf-8") as content:
            text = content.read()
        pattern = r"^=== (.*)\n((?:.*\n)*?)^---(?: (\d+))?\n((?:(?!=== ).*\n)*)"
        for case in re.finditer(pattern, text, re.M):
            number = text.count("\n", 0, case.start()) + 1
            title, script, status, output = case.groups()
            scripts.append(
                _Script(f"{stem}:{number}", title, script, int(status or 0), output.encode())
            )
    return scripts


def _chosen(script: _Script, where: str, only: str | None) -> bool:
    return not only or only in f"msh-cases {where} {script.name} {script.title}"


def _check(report: Report, where: str, script: _Script, got: Result) -> None:
    name = f"msh-cases {where} {script.name}"
    if got.status == script.status and got.output == script.output:
        report.add_passed(name)
        return
    shown = (got.output + got.errors).decode(errors="replace")
    report.add_failed(
        name,
        f"{script.title}\n{script.text}status {got.status}:\n{shown}\n"
        f"expected, status {script.status}:\n{script.output.decode()}",
    )


def _run_all_here(report: Report, scripts: list[_Script]) -> None:
    report.note(f"msh: {len(scripts)} cases on the host")
    shell = out(os.uname().machine, "userland", "msh")
    for script in scripts:
        with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
            work = os.path.join(folder, "d")
            os.mkdir(work)
            with open(os.path.join(folder, "script"), "w", encoding="utf-8") as file:
                file.write(script.text)
            try:
                done = subprocess.run(
                    [shell, "../script"],
                    cwd=work,
                    env={"PATH": "/usr/bin:/bin", "HOME": work, "MSH": shell, **SETTING},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    timeout=TIME_LIMIT,
                    check=False,
                )
                got = Result(done.returncode, done.stdout, b"")
            except subprocess.TimeoutExpired as error:
                got = Result(None, error.stdout or b"", b"no end")
            _check(report, "linux", script, got)


def _run_guest(report: Report, arch: str, scripts: list[_Script]) -> None:
    report.note(f"msh {arch}: {len(scripts)} cases in Portolan")
    by_name = {script.name: script for script in scripts}
    setting = " ".join(f"{name}={value}" for name, value in SETTING.items())
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        cases = []
        for script in scripts:
            with open(os.path.join(folder, script.name), "w", encoding="utf-8") as file:
                file.write(script.text)
            command = (
                f"$b cp /cases/{script.name} script; $b mkdir d; cd d; "
                f"export PATH=/bin HOME=$PWD MSH=/bin/msh {setting}; exec /bin/msh ../script 2>&1"
            )
            cases.append(Case(script.name, command))

        def check(case: Case, result: Result) -> None:
            _check(report, arch, by_name[case.name], result)

        run_cases(Machine(arch), [f"{folder}:/cases"], cases, check, report.note)
