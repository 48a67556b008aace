"""The example of an external pager, squares."""

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

# The numbers lie in three pages of 512 words; what is in memory is not asked for again.
SCRIPT = """\
svc start squares
show_squares 3 1000 1001 1000000000
show_squares 4
(show_squares 5 2000000; echo $?) >/tmp/one; cat /tmp/one
svc restart squares
show_squares 7
"""


def test_squares(arch: str) -> None:
    """Right numbers, each page supplied once, and anew after a restart."""
    output = bytearray()
    outcome = command(Machine(arch=arch, smp=2), Initrd(arch, "portolan", [], SCRIPT), 60, output.extend)
    shown = output.decode()
    assert outcome.status == 0, shown + outcome.reason
    assert shown.split() == (
        "9 1000000 1002001 1000000000000000000 3 pages 16 3 pages 25 4000000000000 4 pages 0 49 1 pages".split()
    ), shown
