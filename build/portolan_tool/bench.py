"""portolan bench: guest instructions per operation, Portolan beside Linux in the same machine.

Under -icount shift=0,sleep=off an instruction is a nanosecond of guest time, so the figures are
exact and do not depend on the host. Programs print `bench NAME INSTRUCTIONS`: out/ARCH/bench/posix,
an ordinary program that runs on both systems, and out/ARCH/mach-tests/bench, which uses the Mach
interface, in Portolan only.
"""

import json
import os
import re
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from . import mach_tests, run as runner
from .initrd import Initrd
from .machine import Machine
from .paths import ARCHES, out, top

TIME_LIMIT = 600
_LINE = re.compile(r"^bench ([\w-]+) (\d+)\r?$", re.M)


@dataclass
class Row:
    """One line of out/bench/results.json."""

    name: str
    arch: str
    instructions: int | None
    linux: int | None
    budget: int | None

    def ratio(self) -> float | None:
        """Portolan's figure over Linux's."""
        return self.instructions / self.linux if self.instructions and self.linux else None

    def within(self) -> bool:
        """False when the budget is exceeded or the figure is missing."""
        return self.instructions is not None and (
            self.budget is None or self.instructions <= self.budget
        )


def run(arch: str | None) -> int:
    """Measures, prints the table and writes the results; 1 when a figure is missing or over its
    budget.
    """
    with open(top("tests", "bench", "budgets.json"), encoding="utf-8") as file:
        budgets = json.load(file)
    rows: list[Row] = []
    for one in (arch,) if arch else ARCHES:
        rows += _measure(one, budgets)
    os.makedirs(top("out", "bench"), exist_ok=True)
    with open(top("out", "bench", "results.json"), "w", encoding="utf-8") as file:
        json.dump([asdict(row) for row in rows], file, indent=1)
        file.write("\n")
    print(_table(rows))
    return 0 if rows and all(row.within() for row in rows) else 1


def _measure(arch: str, budgets: dict[str, int | dict[str, int]]) -> list[Row]:
    jobs: list[Callable[[], dict[str, int]]] = [
        lambda: _posix(arch, "linux"),
        lambda: _posix(arch, "portolan"),
    ]
    if os.path.exists(out(arch, "mach-tests", "bench")):
        jobs.append(lambda: _mach(arch))
    with ThreadPoolExecutor(2) as pool:
        linux, *ours = [future.result() for future in [pool.submit(job) for job in jobs]]
    portolan = {name: value for figures in reversed(ours) for name, value in figures.items()}
    names = [*dict.fromkeys([*portolan, *linux])]
    rows = []
    for name in names:
        budget = budgets.get(name)
        rows.append(
            Row(name, arch, portolan.get(name), linux.get(name),
                budget.get(arch) if isinstance(budget, dict) else budget)
        )  # fmt: skip
    return rows


def _posix(arch: str, kernel: str) -> dict[str, int]:
    add = [f"{out(arch, 'bench', 'posix')}:/bench/posix"]
    initrd = Initrd(arch, kernel, add, "/bench/posix")
    output = bytearray()
    try:
        outcome = runner.command(
            Machine(arch, kernel=kernel, icount=True), initrd, TIME_LIMIT, output.extend
        )
    finally:
        initrd.close()
    text = output.decode(errors="replace")
    if outcome.status != 0:
        sys.stderr.write(f"bench {arch} {kernel}: status {outcome.status}\n{text}")
        outcome.report()
    return _figures(text)


def _mach(arch: str) -> dict[str, int]:
    outcome = mach_tests.boot_into(Machine(arch, icount=True), "bench", TIME_LIMIT)
    if outcome.reason:
        sys.stderr.write(f"bench {arch} mach: ")
        outcome.report()
    return _figures(outcome.text())


def _figures(text: str) -> dict[str, int]:
    return {name: int(value) for name, value in _LINE.findall(text)}


def _table(rows: list[Row]) -> str:
    def cell(value: int | float | None) -> str:
        return (
            "-" if value is None else f"{value:.2f}" if isinstance(value, float) else f"{value:,}"
        )

    lines = [f"{'name':24} {'arch':8} {'portolan':>12} {'linux':>12} {'ratio':>8} {'budget':>12}"]
    for row in rows:
        figures = f"{cell(row.instructions):>12} {cell(row.linux):>12} {cell(row.ratio()):>8}"
        figures += f" {cell(row.budget):>12}"
        lines.append(f"{row.name:24} {row.arch:8} {figures}{'' if row.within() else '  <--'}")
    return "\n".join(lines)
