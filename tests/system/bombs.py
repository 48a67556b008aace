"""Fork bombs are refused with EAGAIN, and killed by whoever is at the console."""

from portolan_tool.console import Console

# A machine this small allows few processes, so that the limit is near.
MEMORY = ("--mem", "128M")


def _kill_all(console: Console) -> None:
    console.send("kill -9 -1; wait; echo gone $((40 + 2))\n")
    console.expect(r"gone 42")
    console.expect(r"[#$] ")
    # Whatever was killed leaves room again.
    assert console.command("echo $(echo alive)").endswith("alive")
    assert int(console.command("ls /proc | grep -c '^[0-9]'").split()[-1]) < 10


def test_many_children(arch: str) -> None:
    with Console(arch, *MEMORY) as console:
        console.login()
        console.command("mkfifo /tmp/never; exec 3<>/tmp/never")
        # Children that wait for ever, until there can be no more of them.
        console.send("( while read line <&3 & do :; done ) 2>/tmp/why & wait $!; echo \"$?\" end\n")
        console.expect(r"^\d+ end")
        console.send('read line </tmp/why; echo "why: $line"\n')
        console.expect(r"why: .*Resource temporarily unavailable")
        console.send("(true)\n")
        console.expect(r"can't fork: Resource temporarily unavailable")
        _kill_all(console)


def test_children_of_children(arch: str) -> None:
    with Console(arch, *MEMORY) as console:
        console.login()
        console.send("bomb() { bomb | bomb & }; bomb 2>/tmp/why\n")
        # It never ends by itself: those that are refused a process make room for others.
        console.send("until [ -s /tmp/why ]; do :; done; echo full $((6 * 7))\n")
        console.expect(r"full 42")
        _kill_all(console)
