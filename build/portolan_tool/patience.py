"""How long a machine may take, on a host that may have other things to do."""

import os
import time

SHARE = 4  # a waiting machine gets so many times the seconds of a busy one


class Patience:
    """Counts the seconds that a QEMU process has had: those of processor time, or a quarter of those
    by the clock if that is more, so that a machine that does nothing comes to its limit, too.
    """

    def __init__(self, process_id: int) -> None:
        self._stat = f"/proc/{process_id}/stat"
        self._start = time.monotonic()

    def now(self) -> float:
        """Seconds so far."""
        return max(self._processor_time(), (time.monotonic() - self._start) / SHARE)

    def _processor_time(self) -> float:
        try:
            with open(self._stat, encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:  # it has ended
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
