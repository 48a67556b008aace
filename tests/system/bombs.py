"""Fork bombs are refused with EAGAIN, and killed by whoever is at the console; so is what eats memory."""

from portolan_tool.console import Console
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

# A machine this small allows few processes, so that the limit is near.
MEMORY = ("--mem", "128M")


def _kill_all(console: Console) -> None:
    console.send("kill -9 -1; wait; echo gone $((40 + 2))\n")
    console.expect(r"gone 42")
    console.expect(r"[#$] ")
    # Whatever was killed leaves room again.
    assert console.command("echo $(echo alive)").endswith("alive")
    assert int(console.command("ls /proc | grep -c '^[0-9]'").split()[-1]) < 10


def test_children_of_children(arch: str) -> None:
    with Console(arch, *MEMORY) as console:
        console.login()
        console.send("bomb() { bomb | bomb & }; bomb 2>/tmp/why\n")
        # It never ends by itself: those that are refused a process make room for others.
        console.send("until [ -s /tmp/why ]; do :; done; echo full $((6 * 7))\n")
        console.expect(r"full 42")
        _kill_all(console)


def test_many_children_of_one(arch: str) -> None:
    """One parent forks until it is refused; its children wait, and end with its group."""
    with Console(arch, *MEMORY) as console:
        console.login()
        console.command("mkfifo /tmp/never /tmp/told")
        console.send(
            "(while :; do last=$!; read x </tmp/never & [ \"$!\" != \"$last\" ] || break; done\n"
            "echo full >/tmp/told; read x </tmp/never) 2>/dev/null &\n"
        )
        console.send("read line </tmp/told; echo $line $((6 * 7))\n")
        console.expect(r"full 42")
        console.send("kill -9 %1; wait; echo gone $((40 + 2))\n")
        console.expect(r"gone 42")
        console.expect(r"[#$] ")
        assert console.command("echo $(echo alive)").endswith("alive")
        assert int(console.command("ls /proc | grep -c '^[0-9]'").split()[-1]) < 10


def test_what_others_hold(arch: str) -> None:
    """Memory that files, segments, queues, pipes and sockets hold has limits, and no server ends."""
    output = bytearray()
    program = f"{out(arch, 'test-programs', 'exhaust')}:/exhaust"
    script = (
        "for part in holes far punch segments queues streams packets internet files; do /exhaust $part || exit; done;"
        " /exhaust memory; svc list | grep -c ' running  *0 '"
    )
    machine = Machine(arch=arch, smp=4, mem=MEMORY[1])
    outcome = command(machine, Initrd(arch, "portolan", [program], script), 120, output.extend)
    said = output.decode(errors="replace")
    assert outcome.status == 0, f"{outcome.reason}\n{said}"
    assert said.splitlines()[-1] == "9", said
    assert said.count("no space") == 6 and said.count("no room") == 2, said
