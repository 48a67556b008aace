"""portolan bench: guest instructions per operation, Portolan beside Linux in the same machine.

Under -icount shift=0,sleep=off an instruction is a nanosecond of guest time, so the figures are
exact and do not depend on the host. Programs print `bench NAME INSTRUCTIONS`: out/ARCH/bench/posix,
an ordinary program that runs on both systems, and out/ARCH/mach-tests/bench, which uses the Mach
interface, in Portolan only.

A figure fails when it is more than 5 % above the one in tests/bench/recorded.json, so that nothing
becomes slower unnoticed; `--record` writes what was measured there. The budgets, what is wanted in
the end, stand in tests/bench/budgets.json.
"""

import json
import os
import re
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass

from . import mach_tests, run as runner
from .console import Console
from .initrd import Initrd
from .machine import Machine
from .paths import ARCHES, out, top

TIME_LIMIT = 600
TOLERANCE = 1.05
# Of what there are to be many, and how many.
GROWTH = {
    "port_allocate": 100_000,
    "message": 100_000,
    "thread_create": 10_000,
    "task_create": 1_000,
}
_LINE = re.compile(r"^bench ([\w-]+) (\d+)\r?$", re.M)


@dataclass
class Row:
    """One line of out/bench/results.json."""

    name: str
    arch: str
    instructions: int | None
    linux: int | None
    budget: int | None
    recorded: int | None = None

    def ratio(self) -> float | None:
        """Portolan's figure over Linux's."""
        return self.instructions / self.linux if self.instructions and self.linux else None

    def within(self) -> bool:
        """Is the budget kept?"""
        return self.instructions is not None and (
            self.budget is None or self.instructions <= self.budget
        )

    def kept(self) -> bool:
        """False when the figure is missing or clearly above the recorded one."""
        return self.instructions is not None and (
            self.recorded is None or self.instructions <= self.recorded * TOLERANCE
        )


def run(arch: str | None, record: bool = False) -> int:
    """Measures, prints the table and writes the results; 1 when a figure is missing or has become
    worse, or when what shall cost the same does not.
    """
    budgets, recorded = _read("budgets.json"), _read("recorded.json")
    arches = (arch,) if arch else ARCHES
    rows: list[Row] = []
    for one in arches:
        rows += _measure(one, budgets, recorded)
    os.makedirs(top("out", "bench"), exist_ok=True)
    with open(top("out", "bench", "results.json"), "w", encoding="utf-8") as file:
        json.dump([asdict(row) for row in rows], file, indent=1)
        file.write("\n")
    print(_table(rows))
    relations = [line for one in arches for line in _relations(one, rows)]
    print("\n".join(relations))
    if record:
        _record(rows, recorded)
        return 0
    broken = any("<--" in line for line in relations)
    return 0 if rows and not broken and all(row.kept() for row in rows) else 1


Figures = dict[str, int | dict[str, int]]


def _read(name: str) -> Figures:
    with open(top("tests", "bench", name), encoding="utf-8") as file:
        return json.load(file)


def _record(rows: list[Row], recorded: Figures) -> None:
    for row in rows:
        if row.instructions is not None:
            recorded.setdefault(row.name, {})[row.arch] = row.instructions
    with open(top("tests", "bench", "recorded.json"), "w", encoding="utf-8") as file:
        lines = (f"    {json.dumps(name)}: {json.dumps(each)}" for name, each in recorded.items())
        file.write("{\n" + ",\n".join(lines) + "\n}\n")


def _relations(arch: str, rows: list[Row]) -> list[str]:
    """Figures that are to be seen beside each other."""
    figures = {r.name: r.instructions for r in rows if r.arch == arch and r.instructions}
    lines = []

    def compare(text: str, least: str, most: str, limit: float) -> None:
        if least in figures and most in figures:
            ratio = figures[most] / figures[least]
            mark = "" if ratio <= limit else "  <--"
            lines.append(f"{arch:8} {text:52} {ratio:6.2f}  limit {limit:.2f}{mark}")

    compare("64 KB out of line, over 1 KB", "rpc_ool_1k", "rpc_ool_64k", 1.30)
    compare("16 KB out of line, over 1 KB", "rpc_ool_1k", "rpc_ool_16k", 1.30)
    compare("both threads in one task, over two tasks", "null_rpc", "rpc_same_task", 1.00)
    for what, most in GROWTH.items():
        compare(f"{what} with {most:,} there, over 10", f"{what}_at_10", f"{what}_at_{most}", 1.20)
    return lines


def _measure(arch: str, budgets: Figures, recorded: Figures) -> list[Row]:
    jobs: list[Callable[[], dict[str, int]]] = [
        lambda: _posix(arch, "linux"),
        lambda: _posix(arch, "portolan"),
        lambda: _boot(arch),
    ]
    if os.path.exists(out(arch, "mach-tests", "bench")):
        jobs.append(lambda: _mach(arch))
    with ThreadPoolExecutor(2) as pool:
        linux, *ours = [future.result() for future in [pool.submit(job) for job in jobs]]
    portolan = {name: value for figures in reversed(ours) for name, value in figures.items()}
    names = [*dict.fromkeys([*portolan, *linux])]
    rows = []
    for name in names:
        rows.append(
            Row(name, arch, portolan.get(name), linux.get(name),
                _of(arch, budgets, name), _of(arch, recorded, name))
        )  # fmt: skip
    return rows


def _of(arch: str, figures: Figures, name: str) -> int | None:
    value = figures.get(name)
    return value.get(arch) if isinstance(value, dict) else value


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


def _boot(arch: str) -> dict[str, int]:
    """From the kernel's start to the shell's profile, which tells the time before the prompt."""
    with tempfile.NamedTemporaryFile("w", suffix=".profile", encoding="ascii") as profile:
        with open(top("build", "root", "etc", "profile"), encoding="ascii") as own:
            profile.write(own.read() + "/bench/posix boot_to_prompt\n")
        profile.flush()
        add = [f"{out(arch, 'bench', 'posix')}:/bench/posix", f"{profile.name}:/etc/profile"]
        options = [word for item in add for word in ("--add", item)]
        with Console(arch, "--icount", *options) as console:
            return _figures(console.expect(r"bench boot_to_prompt \d+\s"))


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

    lines = [f"{'name':24} {'arch':8} {'portolan':>12} {'linux':>12} {'ratio':>8} {'budget':>12} {'recorded':>12}"]
    for row in rows:
        figures = f"{cell(row.instructions):>12} {cell(row.linux):>12} {cell(row.ratio()):>8}"
        figures += f" {cell(row.budget):>12} {cell(row.recorded):>12}"
        remark = "  <-- worse" if not row.kept() else "" if row.within() else "  over budget"
        lines.append(f"{row.name:24} {row.arch:8} {figures}{remark}")
    return "\n".join(lines)
