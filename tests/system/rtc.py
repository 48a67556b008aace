"""The battery clock: the system's time at start, and back, with Debian's busybox."""

import re
import time
from datetime import datetime, timezone

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

SHOW = "busybox hwclock -u | cut -c1-24; date -u +%s"
SCRIPT = f"""\
export TZ=UTC0
{SHOW}
date -s '2031-02-03 04:05:06' >/dev/null; {SHOW}
svc kill rtc
until busybox hwclock -u >/dev/null 2>&1; do :; done
{SHOW}
date -s '2029-01-01 00:00:00' >/dev/null; busybox hwclock -u -w; {SHOW}
"""


def test_clock(arch: str) -> None:
    """It is the host's time at first; what is set goes into the clock, and a driver that is started
    again leaves the system's time alone.
    """
    before = time.time()
    output = bytearray()
    outcome = command(Machine(arch=arch), Initrd(arch, "portolan", [], SCRIPT), 60, output.extend)
    shown = output.decode()
    assert outcome.status == 0, shown
    lines = shown.splitlines()
    assert len(lines) == 8, shown
    clocks = [_seconds(line) for line in lines[0::2]]
    systems = [int(line) for line in lines[1::2]]
    set_to = datetime(2031, 2, 3, 4, 5, 6, tzinfo=timezone.utc).timestamp()
    last = datetime(2029, 1, 1, tzinfo=timezone.utc).timestamp()
    for clock, system, begin, most in zip(clocks, systems, (before, set_to, set_to, last), (90, 60, 60, 60)):
        assert begin - 2 <= clock <= begin + most and abs(clock - system) <= 3, shown


def _seconds(line: str) -> float:
    line = re.sub(r" +", " ", line.strip())
    return datetime.strptime(line, "%a %b %d %H:%M:%S %Y").replace(tzinfo=timezone.utc).timestamp()
