"""The editor at the console: it is drawn, edits, saves, and gives the shell its terminal back."""

from portolan_tool.console import Console


def test_edit_and_save(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        settings = console.command("stty -a")
        console.command("cd /tmp; printf 'one\\ntwo\\n' >notes; export TERM=vt100")
        console.send("edit notes\n")
        # The serial line has no size: the editor asks.
        console.expect(r"\x1b\[6n")
        console.send("\x1b[24;80R")
        console.expect(r"\^Q.*Quit")
        console.send("\x1b[B\x1b[Fmore\n")
        console.expect(r"3:1 ")
        console.send("\x13")
        console.expect(r"Saved 13 bytes to notes")
        console.send("\x11")
        console.login()
        assert console.command("cat notes") == "one\ntwomore\n"
        assert console.command("stty -a") == settings


def test_stop_and_continue(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.command("cd /tmp; export TERM=vt100 LINES=20 COLUMNS=60")
        console.send("edit letter\n")
        console.expect(r"\^Q.*Quit")
        console.send("kept\x1bz")
        console.login()
        assert console.command("echo between") == "between"
        console.send("fg\n")
        console.expect(r"kept")
        console.send("\x13")
        console.expect(r"Saved 4 bytes to letter")
        console.send("\x11")
        console.login()
        assert console.command("cat letter; echo") == "kept"


def test_dumb_terminal(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        assert console.command("TERM=dumb edit x; echo $?").split("\n") == [
            "edit: the terminal 'dumb' cannot place its cursor; "
            "set TERM to its type (xterm, linux, vt100)",
            "1",
        ]
