"""portolan test: the three rings, one after the other."""

from . import ring_system, ring_target, ring_unit
from .paths import ARCHES
from .report import Report


def run(arch: str | None, only: str | None, ring: str | None) -> int:
    """Runs what is selected; returns 0 when something ran and nothing failed."""
    report = Report()
    arches = (arch,) if arch else ARCHES
    if ring in (None, "unit"):
        ring_unit.run(report, only)
    if ring in (None, "target"):
        ring_target.run(report, arches, only)
    if ring in (None, "system"):
        ring_system.run(report, arches, only)
    return report.close()
