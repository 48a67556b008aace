"""Plays the jobs of all rings, several at a time, so that no processor waits."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from .report import Report

# Most machines wait now and then for a clock in them.
WORKERS = (os.cpu_count() or 1) + 1
SHOWN = 12  # of the longest jobs


@dataclass
class Job:
    """Tests that are played one after the other; they report themselves."""

    name: str
    play: Callable[[], None]


def run(report: Report, jobs: list[Job]) -> None:
    """Plays all jobs, begun in this order: long ones first leave no processor idle at the end."""
    took: list[tuple[float, str]] = []

    def play(job: Job) -> None:
        start = time.monotonic()
        job.play()
        took.append((time.monotonic() - start, job.name))

    start = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(play, job) for job in jobs]:
            future.result()
    if len(jobs) > SHOWN:
        times = os.times()
        used = times.children_user + times.children_system
        report.note(f"{time.monotonic() - start:.0f} s, {used:.0f} s of processors; the longest:")
        for seconds, name in sorted(took, reverse=True)[:SHOWN]:
            report.note(f"{seconds:5.0f} s  {name}")
