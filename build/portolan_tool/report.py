"""Collects test results, shows them as they come, and closes with the count."""

import sys
import threading
import time

LAST_LINES = 15
"""How much of a failure's output the summary repeats."""


class Report:
    """Results of tests; may be used by several threads."""

    def __init__(self) -> None:
        self.passed = 0
        self.failures: list[tuple[str, str]] = []
        self.skips: list[tuple[str, str]] = []
        self._lock = threading.Lock()
        self._start = time.monotonic()

    def note(self, text: str) -> None:
        """Says what is going on."""
        with self._lock:
            self._say(text)

    def add_passed(self, name: str, count: int = 1) -> None:
        """A test passed, or `count` of them, which share a line."""
        with self._lock:
            self.passed += count
            self._say(f"ok      {name}")

    def add_failed(self, name: str, detail: str) -> None:
        """A test failed; `detail` is its output, or what was expected."""
        with self._lock:
            self.failures.append((name, detail))
            self._say(f"FAILED  {name}")
            self._say_detail(detail)

    def add_skipped(self, name: str, reason: str) -> None:
        """A test could not be run."""
        with self._lock:
            self.skips.append((name, reason))
            self._say(f"skipped {name}: {reason}")

    def close(self) -> int:
        """Prints the summary, the failures last, where a truncated log keeps them; returns the exit status."""
        if self.skips:
            print("\nSkipped:")
            for name, reason in self.skips:
                print(f"  {name}: {reason}")
        if self.failures:
            print("\nFailed:")
            for name, detail in self.failures:
                print(f"  {name}")
                self._say_detail("\n".join(detail.splitlines()[-LAST_LINES:]))
        line = f"{self.passed} passed, {len(self.failures)} failed"
        print("\n" + line + (f", {len(self.skips)} skipped" if self.skips else ""), flush=True)
        return 1 if self.failures or not self.passed else 0

    def _say(self, text: str) -> None:
        print(f"[{time.monotonic() - self._start:5.0f} s] {text}", flush=True)

    @staticmethod
    def _say_detail(detail: str) -> None:
        for line in detail.rstrip("\n").splitlines():
            print(f"            | {line}")
        sys.stdout.flush()
