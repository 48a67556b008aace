"""portolan verify: the protocols' models by spin, and sequences of port operations against the model.

Each tests/verify/NAME.pml is searched completely, for assertions, ends that are none, and each of its
formulas. So that it is known that a model can fail, the same with BROKEN defined, which leaves out
what the protocol rests on, must.

out/verify/explore plays every sequence of seven operations (docs/testing.md).
"""

import os
import re
import subprocess
import tempfile

from .paths import need, top
from .report import Report

TIME_LIMIT = 600
COMPILER = "clang-19"


def run() -> int:
    """Verifies everything; returns 0 when nothing failed."""
    report = Report()
    folder = top("tests", "verify")
    for file in sorted(os.listdir(folder)):
        if file.endswith(".pml"):
            _model(report, os.path.join(folder, file))
    _explore(report, int(os.environ.get("EXPLORE_DEPTH", "7")))
    return report.close()


def _explore(report: Report, depth: int) -> None:
    """The last step of all sequences is shared out among the processors."""
    program = need(top("out", "verify", "explore"), "run `make verify`")
    parts = os.cpu_count() or 1
    running = [
        subprocess.Popen(
            [program, "-sg", "explore"],
            env=os.environ | {"EXPLORE_DEPTH": str(depth), "EXPLORE_PART": f"{part}/{parts}"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for part in range(parts)
    ]
    said = [each.communicate()[0] for each in running]
    steps = [re.search(r"(\d+) steps", text) for text in said]
    if all(steps) and not any(each.returncode for each in running):
        count = sum(int(found[1]) for found in steps if found)
        report.add_passed(f"verify explore, {depth} operations ({count} last steps and those before)")
    else:
        report.add_failed("verify explore", "\n".join(said))


def _model(report: Report, path: str) -> None:
    name = os.path.basename(path).removesuffix(".pml")
    with open(path, encoding="utf-8") as file:
        formulas = re.findall(r"^ltl (\w+)", file.read(), re.M)
    for formula in [None, *formulas]:
        errors, states, log = _search(path, formula, broken=False)
        title = f"verify {name} {formula or 'safety'}"
        if errors == 0:
            report.add_passed(f"{title} ({states} states)")
        else:
            report.add_failed(title, log)
    if not any(_search(path, formula, broken=True)[0] for formula in [None, *formulas]):
        report.add_failed(f"verify {name} broken", "no error is found in the broken protocol")
    else:
        report.add_passed(f"verify {name} broken")


def _search(path: str, formula: str | None, broken: bool) -> tuple[int, int, str]:
    """The number of errors (1 also when the search did not end), of states, and what was said."""
    with tempfile.TemporaryDirectory(prefix="portolan-verify-") as folder:

        def call(*command: str) -> str:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=TIME_LIMIT, check=False
            )
            return done.stdout + done.stderr

        log = call("spin", *(["-DBROKEN"] if broken else []), "-a", path)
        flags = ["-DNFAIR=3"] if formula else ["-DSAFETY", "-DNOCLAIM"]
        log += call(COMPILER, "-O1", "-w", *flags, "-o", "pan", "pan.c")
        search = ["-a", "-f", "-N", formula] if formula else []
        log += call("./pan", "-m1000000", *search)
        errors = re.search(r"errors: (\d+)", log)
        states = re.search(r"(\d+) states, stored", log)
        complete = errors and "Search not completed" not in log and "max search depth" not in log
        count = int(errors[1]) if errors and (complete or errors[1] != "0") else 1
        return count, int(states[1]) if states else 0, log
