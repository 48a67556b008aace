"""top and ps at a terminal of several sizes."""

import re

from portolan_tool.console import Console

HEADING = r"PID USER +PR +NI"


def test_top(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.command("export TERM=vt100; stty rows 24 cols 80")
        console.send("top -d 600\n")
        console.expect(HEADING)
        console.expect(r"\btop\b[^\n]*\x1b\[")
        console.send("N")
        console.expect(HEADING)
        console.send("c")
        console.expect(HEADING)
        console.expect(r"/sbin/init")
        console.send("q")
        console.expect(r"[#$] $")
        assert re.search(r"(?<!-)icanon", console.command("stty -a")), "the terminal is not as before"


def test_top_is_interrupted(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.command("export TERM=xterm")
        console.send("top -d 600\n")
        console.expect(HEADING)
        console.interrupt()
        console.expect(r"[#$] $")
        assert console.command("echo $?") == "130"
        assert re.search(r"(?<!-)icanon", console.command("stty -a")), "the terminal is not as before"


def test_small_terminal(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.command("export TERM=vt100; stty rows 7 cols 20")
        console.send("top -n 1\n")
        shown = console.expect(r"\x1b\[\?25h")
        picture = shown[shown.rindex("\x1b[H") :]
        lines = re.sub(r"\x1b\[[?0-9;]*[A-Za-z]|\r", "", picture).split("\n")
        assert len(lines) <= 7 and all(len(line) <= 20 for line in lines), lines
        console.expect(r"[#$] $")


def test_tree(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.command("sleep 600 &")
        shown = console.command("ps -A --tree -o comm=").splitlines()
        at = next(i for i, line in enumerate(shown) if line.endswith("- sleep"))
        assert shown[0] == "init" and 0 < shown[at].index("-"), shown


def test_load(arch: str) -> None:
    """A program that computes for six seconds is a tenth of the last minute's load."""
    with Console(arch) as console:
        console.login()
        assert console.command("cat /proc/loadavg").startswith("0.0")
        console.command("(while :; do :; done) & sleep 6; kill $!")
        one, five, fifteen = (float(word) for word in console.command("cat /proc/loadavg").split()[:3])
        assert 0.09 <= one < 0.5 and 0.01 <= five < one and fifteen <= five, (one, five, fifteen)
        assert f"{one:.1f}" in console.command("uptime"), one


def test_vmstat(arch: str) -> None:
    """Two lines: since the start, and of a second in which nothing was done."""
    with Console(arch) as console:
        console.login()
        lines = [line.split() for line in console.command("vmstat 1 2").splitlines()]
        assert len(lines) == 4 and len(lines[1]) == len(lines[2]) == len(lines[3]) == 17, lines
        first, second = (dict(zip(lines[1], map(int, line))) for line in lines[2:])
        assert first["in"] > 0 and first["cs"] > 0 and first["us"] > 0, first
        assert second["r"] == 0 and second["id"] > 80 and second["free"] > 100_000, second
        created = int(console.command("awk '$1 == \"processes\" { print $2 }' /proc/stat"))
        console.command("true; /bin/true; /bin/true")
        after = int(console.command("awk '$1 == \"processes\" { print $2 }' /proc/stat"))
        assert after == created + 3, (created, after)
