"""Ring 1: CppUTest programs on the host."""

import os
import re
import subprocess
from functools import partial

from .paths import top
from .report import Report
from .schedule import Job

TIME_LIMIT = 300
_SUMMARY = re.compile(
    r"(?:OK|Errors) \((?:(\d+) failures, )?\d+ tests, (\d+) ran, \d+ checks, (\d+) ignored"
)


def jobs(report: Report, only: str | None) -> list[Job]:
    """Every program in out/unit that has a sources.mk still."""
    names = [name for name in _programs() if not only or only in f"unit {name}"]
    return [Job(f"unit {name}", partial(_run_program, report, name)) for name in names]


def _programs() -> list[str]:
    root = top("tests", "unit")
    folders = [os.path.relpath(at, root) for at, _, names in os.walk(root) if "sources.mk" in names]
    return sorted(folder.replace("/", "_") for folder in folders)


def _run_program(report: Report, name: str) -> None:
    program = top("out", "unit", name)
    if not os.path.exists(program):
        report.add_failed(f"unit {name}", "not built: run `make test-unit`")
        return
    try:
        done = subprocess.run(
            [program],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        report.add_failed(f"unit {name}", _text(error.stdout) + f"\nno end within {TIME_LIMIT} s")
        return
    text = _text(done.stdout)
    summary = _SUMMARY.search(text)
    if not summary:
        report.add_failed(
            f"unit {name}", f"{text}\nended with status {done.returncode} before its summary"
        )
        return
    failed, ran, ignored = (int(number or 0) for number in summary.groups())
    if failed or done.returncode:
        report.add_failed(f"unit {name}", text)
        report.passed += ran - failed
    else:
        report.add_passed(f"unit {name} ({ran} tests)", ran)
    if ignored:
        report.add_skipped(f"unit {name}", f"{ignored} tests are marked IGNORE_TEST")


def _text(output: bytes | None) -> str:
    return (output or b"").decode(errors="replace")
