"""portolan test: the three rings."""

import signal

from . import ring_system, ring_target, ring_unit, schedule
from .paths import ARCHES
from .report import Report


def run(arch: str | None, only: str | None, ring: str | None) -> int:
    """Runs what is selected; returns 0 when something ran and nothing failed."""
    # What runs in the background of a script inherits these ignored, and shells then keep them so.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    report = Report()
    arches = (arch,) if arch else ARCHES
    jobs: list[schedule.Job] = []
    if ring in (None, "target"):
        jobs += ring_target.jobs(report, arches, only)
    if ring in (None, "unit"):
        jobs += ring_unit.jobs(report, only)
    if ring in (None, "system"):
        jobs += ring_system.jobs(report, arches, only)
    schedule.run(report, jobs)
    return report.close()
