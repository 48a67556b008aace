"""A program without privileges that sends anything to any port it can reach."""

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

SEED, ROUNDS = 120, 25  # seed 130 once gave the process server a thread that was none


def test_hostile(arch: str) -> None:
    """What has no declared form is answered by an error, and the system serves others as before."""
    output = bytearray()
    program = f"{out(arch, 'test-programs', 'hostile')}:/hostile"
    script = f"/hostile {SEED} {ROUNDS} && svc list | grep -c running"
    initrd = Initrd(arch, "portolan", [program], script)
    outcome = command(Machine(arch=arch, smp=4, net=True), initrd, None, output.extend, limit=300)
    said = output.decode(errors="replace")  # the program writes what it likes to any terminal
    assert outcome.status == 0, f"{outcome.reason}\n{said}"
    assert f"served through {ROUNDS} rounds" in said, said
