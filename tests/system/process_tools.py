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
