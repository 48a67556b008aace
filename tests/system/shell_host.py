"""msh as a person uses it, at a pseudo-terminal of this machine: the same program that runs in Portolan,
where shell.py tests what depends on the system.
"""

import os
import re
import signal
import sys
import tempfile
import termios
from collections.abc import Iterator
from contextlib import contextmanager

from portolan_tool.paths import out, top

sys.path.insert(0, top("tests", "userland"))
from edit_session import Session  # noqa: E402  # pylint: disable=wrong-import-position

ARCHES = ("x86_64",)
ESC = "\x1b"


def _session(folder: str, *arguments: str, **options: object) -> Session:
    path = f"{out('x86_64', 'userland')}:{os.environ['PATH']}"
    setting = {"PS1": "$ ", "PS2": "> ", "ENV": "", "HISTFILE": os.path.join(folder, ".history"), "PATH": path}
    setting.update(options.pop("setting", {}))  # type: ignore[call-overload]
    session = Session(out("x86_64", "userland", "msh"), *arguments, folder=folder, setting=setting, **options)
    session.expect(r"^\$$")
    return session


@contextmanager
def _shell(*arguments: str, **options: object) -> Iterator[Session]:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        with _session(folder, *arguments, **options) as session:
            yield session


def _command(session: Session, keys: str) -> list[str]:
    """Types keys and Enter on an empty screen; what is shown from there to the next prompt."""
    session.type("\x0c").expect(r"\A\$\s*\Z")
    session.type(keys, "\r")
    # Not before that prompt may more be typed, as the kernel would show it meanwhile.
    shown = session.expect(r"\A\$ .+\n(?s:.*)^\$\s*\Z").rstrip().split("\n")[:-1]
    return shown


def _output(session: Session, keys: str) -> str:
    return _command(session, keys)[-1]


# What is typed behind `echo x y z` and Escape, and what echo writes then.
VI_KEYS = {
    "": "one two-three four",
    "0wcwONE" + ESC: "ONE two-three four",
    "bDAx" + ESC: "one two-three x",
    "0wdw": "two-three four",
    "0w2dw": "-three four",
    "0wdW..": "",
    "02Wd2fe": "one four",
    "Fodtr": "one two-three fr",
    "0fo;;x": "one tw-three four",
    "0fo;;,x": "ne two-three four",
    "03WrX": "one two-three Xour",
    "03W3rX": "one two-three XXXr",
    "x.." "aY" + ESC: "one two-three fY",
    "0w~w5~": "One TWO-Three four",
    "bywPa " + ESC: "one two-three four four",
    "XX": "one two-three fr",
    "0WcWa" + ESC + "W.": "a a four",
    "0WRxyz" + ESC + "W.": "xyz xyz-three four",
    "bdbu": "one two-three four",
    "0Wdwdwu": "two-three four",
    "bifi" + ESC + "u": "one two-three four",
    "0WdEu": "one two-three four",
    "0Wea1" + ESC: "one1 two-three four",
    "0WEea2" + ESC: "one two2-three four",
    "0WEEa3" + ESC: "one two-three3 four",
    "BBia " + ESC: "one a two-three four",
    "bbbia" + ESC: "one twoa-three four",
    "^Wcwx" + ESC + "$aq" + ESC: "x two-three fourq",
    "6|ix" + ESC: "xone two-three four",
    "0Wyw$p": "one two-three fourone",
    "hhix" + ESC: "one two-three fxour",
    "0W3lix" + ESC: "onex two-three four",
    "Aé" + ESC + "x": "one two-three four",
    "Aéa" + ESC + "hrö": "one two-three fouröa",
    "0WS" + "echo new" + ESC: "new",
    "0ddiecho gone" + ESC: "gone",
    "0WCjust" + ESC: "just",
    "0Wsx" + ESC: "xne two-three four",
    "0W3sx" + ESC: "x two-three four",
    "0W2x3.": "wo-three four",
    "Yp": "one two-three fourr",
}


def test_vi(_: str) -> None:
    with _shell("-o", "vi") as session:
        for keys, expected in VI_KEYS.items():
            got = _output(session, "echo one two-three four" + ESC + keys)
            assert got == expected, (keys, got)


def test_vi_history(_: str) -> None:
    with _shell("-o", "vi") as session:
        assert _output(session, "echo first") == "first"
        assert _output(session, "echo second") == "second"
        assert _output(session, ESC + "2kA1" + ESC) == "first1"
        assert _output(session, ESC + "/second\rA2" + ESC) == "second2"
        assert _output(session, ESC + "/echo f\rnA3" + ESC) == "first3"
        assert _output(session, ESC + "/^echo f\rnNA4" + ESC) == "first34"
        assert _output(session, ESC + "1GA5" + ESC) == "first5"
        assert _output(session, "echo a b c") == "a b c"
        assert _output(session, "echo x y") == "x y"
        assert _output(session, "echo" + ESC + "_" + ESC) == "y"
        assert _output(session, "echo" + ESC + "1_" + ESC) == "echo"
        assert "$ #false what" in _command(session, "false what" + ESC + "#")
        _command(session, "alias _x=\"0cWecho$(printf '\\033')\"")
        assert _output(session, "nonsense aliased" + ESC + "@x") == "aliased"
        _command(session, ">name-1; >name-2")
        assert _output(session, "echo name" + ESC + "*" + ESC) == "name-1 name-2"
        assert _output(session, "echo name" + ESC + "\\1") == "name-1"
        _command(session, "echo 'echo echo edited >$1' >ed.sh; VISUAL='sh ./ed.sh'")
        assert _output(session, "echo un done") == "un done"
        assert _output(session, ESC + "k0WdWdWU") == "un done"
        session.type("nonsense" + ESC + "v").expect("^edited$")


def test_fc(_: str) -> None:
    with _shell() as session:
        for number in range(1, 4):
            session.type(f"echo line{number}\r").expect(f"^line{number}$")
        assert _command(session, "fc -l 1 3")[-3:] == [f"{n}       echo line{n}" for n in (1, 2, 3)]
        assert _command(session, "fc -ln 3 1")[-3:] == [f"        echo line{n}" for n in (3, 2, 1)]
        assert _command(session, "fc -lr 1 2")[-2:] == [f"{n}       echo line{n}" for n in (2, 1)]
        assert _output(session, "fc -s 2") == "line2"
        assert _output(session, "fc -s line=LINE 3") == "LINE3"
        assert _output(session, "fc -s 'echo line1'") == "line1"
        assert _command(session, "history | head -n 2")[-2:] == ["    1  echo line1", "    2  echo line2"]
        # What ran is remembered, and not the fc that ran it.
        assert "fc -s" not in "".join(_command(session, "history | grep '[f]c -s'")[1:])
        _command(session, "printf 'sed s/line/changed/ $1 >$1.new; mv $1.new $1' >ed.sh")
        assert _output(session, "FCEDIT='sh ed.sh'; fc -e 'sh ed.sh' 2") == "changed2"
        assert _command(session, "fc -e 'sh ed.sh' 1 2")[-2:] == ["changed1", "changed2"]
        assert _output(session, "fc -e false 1; echo $?") == "1"
        assert "not in the history" in _output(session, "fc -s nosuch")
        assert "not in the history" in _output(session, "fc -s 99999")
        assert "illegal option" in _output(session, "fc -z")


def test_long_line_and_resizing(_: str) -> None:
    with _shell() as session:
        words = " ".join(f"w{n}" for n in range(60))
        session.type("echo " + words).expect("w59$")
        for rows, columns in ((24, 40), (10, 20), (24, 100), (24, 80)):
            session.resize(rows, columns)
            session.expect("w59$")
        session.type("\x01", ESC + "f", "\x0b", " fine", "\r").expect("^fine$")
        # A size that changes while a key's sequence comes leaves the key whole, unless this machine
        # is so busy that the rest comes too late.
        session.type("\x0cx")
        for _round in range(20):
            session.type(ESC)
            os.kill(session.process, signal.SIGWINCH)
            session.type("[D")
        session.type("y").expect("y.*x$")
        assert session.screen.text().count("[D") < 10


def test_wide_and_combining_characters(_: str) -> None:
    with _shell(size=(24, 20)) as session:
        assert _output(session, "echo 漢字x" + ESC + "[D\x7f\x7fy") == "yx"
        # Wide characters at the right edge, then taken out from the beginning.
        text = "漢字仮名交じり文を書く漢字仮名"
        assert "".join(_command(session, f"echo {text}")).endswith(text)
        assert _output(session, f"echo {text}" + "\x7f" * 14) == text[0]
        assert _output(session, "echo e\u0301\u0301x" + ESC + "[D" + "\x7f" * 3 + "o") == "ox"


def test_interrupt_and_end(_: str) -> None:
    with _shell() as session:
        session.type("for i in 1 2\r").expect("^>")
        session.type("do echo 'never\r").expect("^> do")
        session.type("^C").expect(r"^\$$")
        assert _output(session, "echo $?") == "130"
        session.type("^D")
        assert session.wait() == 0


def test_end_in_the_middle(_: str) -> None:
    with _shell() as session:
        session.type("echo kept").expect("kept")
        session.type("^D", "\r").expect("^kept$")
        session.type("exit 7\r")
        assert session.wait() == 7


def test_modes_are_as_they_were(_: str) -> None:
    with _shell() as session:
        before = _command(session, "stty -a")[1:]
        assert any("icanon" in line for line in before)
        for dies in ("kill -KILL $$", "kill -SEGV $$", "kill -TERM $$"):
            _command(session, f"sh -c 'stty raw -echo; {dies}'")
            assert _command(session, "stty -a")[1:] == before
        # What somebody asks for stays.
        _command(session, "stty -ixon")
        assert any("-ixon" in line for line in _command(session, "stty -a"))


def test_dumb_terminal(_: str) -> None:
    with _shell(term="dumb") as session:
        session.type("echo plain\r").expect("^plain$")
        session.type("if true\r").expect("> ?$")
        session.type("then echo whole; fi\r").expect("^whole$")
        assert ESC not in session.screen.text()
        session.type("\x04")
        assert session.wait() == 0


def test_one_history_for_many(_: str) -> None:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        with _session(folder) as one, _session(folder) as two:
            for number in range(20):
                for name, session in (("one", one), ("two", two)):
                    session.type(f"echo {name} {number}\r").expect(f"^{name} {number}$")
            for session in (one, two):
                session.type("exit\r")
                assert session.wait() == 0
        with open(os.path.join(folder, ".history"), encoding="utf-8") as file:
            lines = [line for line in file.read().split("\n") if line.startswith("echo")]
        assert len(lines) == len(set(lines)) == 40
        with _session(folder) as three:
            three.type("\x12two 7").expect(r"echo two 7$")
            three.type("\r").expect("^two 7$")


def test_bracketed_paste(_: str) -> None:
    with _shell() as session:
        session.type(ESC + "[200~echo a\recho b\tc\r" + ESC + "[201~").expect("^> echo b")
        session.type("\r").expect("^a\nb")
        # The end of the paste cut off by the end of the terminal is no endless loop.
        session.type(ESC + "[200~echo never")
        session.hang_up()


def test_completion(_: str) -> None:
    with _shell() as session:
        _command(session, "mkdir sub; >sub/file-one; >sub/file-two; a_variable=7; f_unction() { echo ran; }")
        assert _output(session, "ls sub/file-o\t") == "sub/file-one"
        assert _output(session, "f_un\t") == "ran"
        assert _output(session, "echo $a_var\t") == "7"
        session.type("ls sub/file-\t\t").expect("file-one  file-two|file-two  file-one")
        session.type("^U")
        _command(session, "sleep 100 &")
        assert re.search("sleep 100", _output(session, "jobs %sl\t"))
        _command(session, "kill %1")


def test_completion_quotes(_: str) -> None:
    with _shell() as session:
        _command(session, ">'two words'; >'cost$5'; >inner; mkdir -p 'my folder'; >'my folder/in it'")
        _command(session, "folder=my; a_list=seven; export folder")
        assert _output(session, "cat two\t&& echo read") == "read"
        assert _output(session, "cat cost\t&& echo read") == "read"
        assert _output(session, "cat 'two\t&& echo read") == "read"
        assert _output(session, "cat my\tin\t&& echo read") == "read"
        assert _output(session, 'cat "my\tin\t&& echo read') == "read"
        # Where a word is no command: behind redirections, assignments, options, in substitutions.
        assert _output(session, "cat <inn\t&& echo read") == "read"
        assert _output(session, "x=inn\t; echo $x") == "inner" or _output(session, "echo $x") == "inner"
        assert _output(session, "echo $(ls inn\t)") == "inner"
        assert _output(session, 'echo "$(ls inn\t)"') == "inner"
        assert _output(session, "echo ${a_li\t").endswith("seven")
        assert _output(session, "if true; then ech\tdone; fi") == "done"
        # Directories alone.
        _command(session, ">myfile")
        assert _output(session, "cd my\t; pwd").endswith("/my folder")


def test_choices(_: str) -> None:
    with _shell(size=(10, 40)) as session:
        _command(session, "for i in c a b; do >n-$i; done; mkdir n-d")
        session.type("ls n-\t").expect(r"^n-a +n-b +n-c +n-d/$")
        session.type("^U")
        _command(session, "mkdir many; cd many; for i in $(seq 10 99); do >f$i; done")
        session.type("ls f\t").expect("Show all 90")
        session.type("n").expect(r"^\$ ls f$")
        session.type("\t").expect("Show all 90")
        session.type("y").expect("f27 .*f99$")
        session.type("12\r").expect("^f12$")


def test_interrupt_everywhere(_: str) -> None:
    # The programs are msh, too: dash may lose the signal between a fork and an exec.
    with _shell() as session:

        def interrupted(command: str, ready: str) -> None:
            _command(session, "true")
            session.type("\x0c").expect(r"\A\$\s*\Z")
            session.type(command, "\r").expect(ready)
            session.type("^C").expect(r"(?s)\^C.*^\$$")
            assert _output(session, "echo $?") == "130", command

        interrupted("echo be''gun; while :; do :; done", "^begun")
        interrupted("while :; do $0 -c 'echo be''gun; sleep 100'; done", "^begun")
        interrupted("printf be''gun; read x y", "^begun")
        interrupted("echo be''gun; x=$(sleep 100)", "^begun")
        interrupted("sleep 100 & echo be''gun; wait", "^begun")
        interrupted("echo be''gun; sleep 100; echo never", "^begun")
        interrupted("{ echo be''gun; yes; } | cat >/dev/null | $0 -c 'echo be''gun >&2; cat'", "^begun")
        # A trap is for what reaches the shell itself.
        _command(session, "trap 'echo caught' INT")
        interrupted("$0 -c 'echo be''gun; sleep 100'", "^begun")
        assert "caught" not in session.screen.text()
        session.type("printf be''gun; read x\r").expect("^begun")
        session.type("^C").expect(r"\^Ccaught$")


def test_typed_ahead(_: str) -> None:
    with _shell() as session:
        # In one piece, so that the shell has not begun to run the first line when the rest comes.
        session.type("read x; echo got:$x\rsome words\r").expect("^got:some words$")
        session.expect(r"^\$\s*\Z")
        session.type("sleep 1000\r\x03").expect(r"words\n\$\s+(sleep 1000\s+)?(\^C\s+)?\$\s*\Z")
        assert _output(session, "echo $?") == "130"
        # Behind Ctrl-V it is a character, once the shell has read that.
        session.type("printf %s \x16")
        while termios.tcgetattr(session.terminal)[3] & termios.ISIG:
            assert session.status is None
        session.type("^C").expect(r"printf %s \^C$")
        session.type("\x16\x1c | od -An -tx1\r").expect("^ 03 1c$")


def test_traps_at_the_prompt(_: str) -> None:
    with _shell() as session:
        _command(session, "trap 'echo caught' USR1 INT")
        session.type("echo a word").expect(r"^\$ echo a word$")
        os.kill(session.process, signal.SIGUSR1)
        session.expect(r"^caught\n\$ echo a word$")
        session.type("s\r").expect(r"^a words\n\$\s*\Z")
        session.type("never").expect("never$")
        session.type("^C").expect(r"never\ncaught\n\$$")
        _command(session, "trap '' INT")
        session.type("echo kept").expect("kept$")
        session.type("^C", " on\r").expect("^kept on$")
        _command(session, "trap 'exit 3' USR1")
        os.kill(session.process, signal.SIGUSR1)
        assert session.wait() == 3


def test_kills_and_undo(_: str) -> None:
    with _shell() as session:
        assert _output(session, "echo aa bb cc" + "\x17\x17" + "dd \x19") == "aa dd bb cc"
        assert _output(session, "echo aa bb cc" + "\x17\x17" + "\x1f\x1f") == "aa bb cc"
        assert _output(session, "echo aa" + "\x15" + "echo bb" + "\x1f\x1f") == "aa"


def test_stopped_jobs_are_told_of(_: str) -> None:
    with _shell() as session:
        session.type("$0 -c 'echo be''gun; sleep 100'\r").expect("^begun")
        session.type("^Z").expect("Stopped")
        assert _output(session, "exit 3") == "You have stopped jobs."
        assert _output(session, "echo here") == "here"
        assert _output(session, "exit 3") == "You have stopped jobs."
        session.type("exit 3\r")
        assert session.wait() == 3


def test_stop_that_came_before_all_were_there(_: str) -> None:
    with _shell() as session:
        session.type("$0 -c 'kill -TSTP $$; echo went on' | sleep 1000\r").expect(r"^\[1\].*Stopped")
        session.type("kill -9 %1; wait; echo do''ne\r").expect("^done")


def test_pasted_lines(_: str) -> None:
    with _shell() as session:
        pasted = "".join(f"echo line {number} é漢\r" for number in range(200))
        session.type(ESC + "[200~" + pasted + ESC + "[201~").expect("line 199")
        session.type("\r").expect("^line 199 é漢$")
        session.type(pasted).expect(r"(?s)^line 198.*^line 199 é漢$")


# A child of a child in a group of its own, whose parent ends before the program begins.
LEFT_BEHIND = """
import os, sys
if os.fork() == 0:
    os.setpgid(0, 0)
    parent = os.getpid()
    if os.fork() == 0:
        while os.getppid() == parent: pass
        os.execv(sys.argv[1], ["msh", "-ic", "echo here; echo $-"])
    os._exit(0)
sys.stdin.read()
"""


def test_sessions_hold_no_other_terminals(_: str) -> None:
    """Else a terminal that a test hangs up would not be while another test has its shell."""
    with _shell(), _shell() as second:
        files = f"/proc/{second.process}/fd"
        opened = [os.readlink(os.path.join(files, number)) for number in os.listdir(files)]
        assert not any("ptmx" in file for file in opened), opened


def test_left_behind_in_the_background(_: str) -> None:
    """A shell that nobody will bring to the front, and no signal stops, goes on without job control."""
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        command = (sys.executable, "-c", LEFT_BEHIND, out("x86_64", "userland", "msh"))
        with Session(*command, folder=folder, setting={"ENV": ""}) as session:
            session.expect(r"job control turned off\s+here\s+ic$")
