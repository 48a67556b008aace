"""The server greeter, asked by its program."""

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

SCRIPT = """\
svc start greeter
ask_greeter you; ask_greeter me; ask_greeter
svc restart greeter; ask_greeter again
"""


def test_greeter(arch: str) -> None:
    """It answers, refuses what it should, and answers again after its restart."""
    output = bytearray()
    outcome = command(Machine(arch=arch), Initrd(arch, "portolan", [], SCRIPT), 60, output.extend)
    assert outcome.status == 0, outcome.reason
    assert output.decode().splitlines() == [
        "Hello, you! (1)",
        "Hello, me! (2)",
        "ask_greeter: error 4",
        "Hello, again! (1)",
    ], output.decode()
