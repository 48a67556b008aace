"""Compares results with those of an oracle that may be slower; nobody waits for it."""

import threading
from collections.abc import Callable

from .guest_suite import Case, Result

Check = Callable[[Case, Result], None]


class Pairing:
    """Keeps results until the oracle's are there."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begun = False
        self._kept: list[tuple[Check, Case, Result]] = []

    def when_begun(self, check: Check) -> Check:
        """Stands for `check`, which is called at once or by `begin`."""

        def keep(case: Case, result: Result) -> None:
            with self._lock:
                if not self._begun:
                    self._kept.append((check, case, result))
                    return
            check(case, result)

        return keep

    def begin(self) -> None:
        """The oracle's results are there."""
        with self._lock:
            self._begun = True
        for check, case, result in self._kept:
            check(case, result)
