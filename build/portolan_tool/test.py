"""portolan test: the three rings, one after the other."""

import signal

from . import ring_system, ring_target, ring_unit
from .paths import ARCHES
from .report import Report


def run(arch: str | None, only: str | None, ring: str | None) -> int:
    """Runs what is selected; returns 0 when something ran and nothing failed."""
    # What runs in the background of a script inherits these ignored, and shells then keep them so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    report = Report()
    arches = (arch,) if arch else ARCHES
    if ring in (None, "unit"):
        ring_unit.run(report, only)
    if ring in (None, "target"):
        ring_target.run(report, arches, only)
    if ring in (None, "system"):
        ring_system.run(report, arches, only)
    return report.close()
