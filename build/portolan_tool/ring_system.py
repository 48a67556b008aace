"""Ring 3: tests/system/NAME.py, each with functions test_*(arch), run on each architecture.

A module may restrict itself with ARCHES = ("x86_64",), a function by an attribute of that name. A test
fails by an exception, and is skipped by raising portolan_tool.console.Skip. One during which QEMU
itself fell is played once more.
"""

import importlib.util
import os
import traceback
from collections.abc import Callable
from functools import partial
from types import ModuleType

from .console import Skip
from .paths import top
from .report import Report
from .run import CRASHED
from .schedule import Job


def jobs(report: Report, arches: tuple[str, ...], only: str | None) -> list[Job]:
    """All of them."""
    found = []
    for module in _modules(report):
        for name in sorted(name for name in vars(module) if name.startswith("test_")):
            test = getattr(module, name)
            for arch in getattr(test, "ARCHES", getattr(module, "ARCHES", arches)):
                title = f"system {arch} {module.__name__} {name.removeprefix('test_')}"
                if arch in arches and (not only or only in title):
                    found.append(Job(title, partial(_run, report, title, test, arch)))
    return found


def _modules(report: Report) -> list[ModuleType]:
    folder = top("tests", "system")
    modules = []
    for file in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        name, suffix = os.path.splitext(file)
        if suffix != ".py":
            continue
        spec = importlib.util.spec_from_file_location(name, os.path.join(folder, file))
        assert spec and spec.loader
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except (
            Exception
        ):  # pylint: disable=broad-except # a test file is somebody's work in progress
            report.add_failed(f"system {name}", traceback.format_exc())
            continue
        modules.append(module)
    return modules


def _run(report: Report, title: str, test: Callable[[str], None], arch: str) -> None:
    failure = _attempt(report, title, test, arch)
    if failure and CRASHED in failure:
        report.note(f"{title}: {CRASHED}; once more\n{failure}")
        failure = _attempt(report, title, test, arch)
    if failure:
        report.add_failed(title, failure)


def _attempt(report: Report, title: str, test: Callable[[str], None], arch: str) -> str:
    """Plays a test; returns how it failed, or nothing when its result is in the report."""
    try:
        test(arch)
    except Skip as reason:
        report.add_skipped(title, str(reason))
    except Exception:  # pylint: disable=broad-except # any of them is a failed test
        return traceback.format_exc()
    else:
        report.add_passed(title)
    return ""
