"""An hour at the prompt in a minute: line editing, jobs and full-screen programs in the login shell."""

import os

from portolan_tool.console import PROMPT, Console
from portolan_tool.rootfs import LOGIN_SHELL

UP = "\x1b[A"
LEFT = "\x1b[D"
HOME = "\x1b[H"  # Ctrl-A is QEMU's
if not os.path.exists(LOGIN_SHELL):
    ARCHES = ()


def test_editing(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        assert console.command("cat /proc/$$/comm") == "sh"
        # The arrows, the beginning of the line and a word taken out.
        assert console.enter("cho on two" + LEFT * 3 + "\x17" + HOME + "e\x05x") == "twox"
        # History: the line before, changed; a search.
        assert console.enter(UP + "\x7fy") == "twoy"
        assert console.enter("\x12wox") == "twox"
        # Completion of a command, a file and a variable.
        console.command("mkdir /tmp/shell-test; cd /tmp/shell-test; echo inside >a-long-name; v_long=5")
        assert console.enter("cat a-l\t") == "inside"
        assert "cd" in console.enter("typ\tcd\t")
        assert console.enter("echo $v_l\t") == "5"
        # Pasted lines run at Enter only, and are one entry of the history.
        assert console.enter("\x1b[200~for i in 1 2\rdo echo p$i\rdone\x1b[201~") [-5:] == "p1\np2"
        assert console.enter(UP)[-5:] == "p1\np2"
        # Enter inside a compound command goes on with it.
        console.send("if true\n")
        console.expect("> ")
        console.send("then echo whole\n")
        console.expect("> ")
        console.send("fi\n")
        console.expect("whole\r+\n")
        console.expect(PROMPT)
        # The keys of vi, and commands run again.
        console.command("set -o vi")
        assert console.enter("echo one two\x1bbcwTWO\x1b0wyw$p") == "one TWOone"
        assert console.enter("\x1bk0wdw") == "TWOone"
        console.command("set -o emacs")
        assert console.command("fc -s TWO=three echo").endswith("threeone")
        assert console.command("fc -ln -1").strip() == "echo threeone"
        # A syntax error ends the line, not the shell.
        assert "unexpected" in console.command("echo a )")
        assert console.command("echo $?") == "2"


def test_jobs(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        # What is typed before the job has the terminal is the shell's.
        console.send("sh -c 'echo run''ning; sleep 1000'\n")
        console.expect("running")
        console.suspend()
        console.expect("Stopped")
        console.expect(PROMPT)
        assert console.command("bg").startswith("[1]")
        assert "Running" in console.command("jobs")
        console.send("fg\n")
        console.expect("sleep 1000'?\r+\n")
        console.interrupt()
        console.expect(PROMPT)
        assert console.command("echo $?") == "130"
        console.send("{ echo run''ning; sleep 1000; } | cat\n")
        console.expect("running")
        console.quit()
        console.expect(PROMPT)
        assert console.command("echo $?; jobs") == "131"
        # Completion of a job by its name, and by its number where the name would mean two.
        console.command("sleep 1000 &")
        assert "1000" in console.enter("jobs %sl\t")
        console.command("sleep 2000 &")
        assert "2000" in console.enter("jobs %2\t")
        console.command("kill %1 %2; wait")
        # A background job must not read from the terminal.
        console.send("cat &\n")
        console.expect(PROMPT)
        console.send("until jobs | grep Stopped; do :; done\n")
        console.expect("Stopped")
        console.expect(PROMPT)
        assert "gone" in console.command("kill %%; wait; echo gone")


def test_interrupt_and_complete(arch: str) -> None:
    with Console(arch, "--smp", "4") as console:
        console.login()
        def interrupt() -> str:
            """Ctrl-C; what was shown up to the prompt behind it."""
            console.interrupt()
            shown = console.expect(r"\r\n")
            return shown + console.expect(PROMPT)

        # Ctrl-C where a line is not done, and where something of it runs.
        unfinished = {
            "echo some words": "words",
            "if true\nthen echo a": "echo a",
            "cat <<end\na line": "a line",
            "echo 'quoted\n": "quoted.*> ",
            "\x12if tr": "if tr: ",
        }
        for keys, shown in unfinished.items():
            console.send(keys)
            console.expect(f"(?s){shown}")
            interrupt()
        for command in (
            "echo run''ning; while :; do :; done",
            "while :; do sh -c 'echo run''ning; sleep 1000'; done",
            "echo run''ning; x=$(sleep 1000)",
            "sleep 1000 & echo run''ning; wait",
            "echo run''ning; sleep 1000; echo ne''ver",
            "printf run''ning; read x y",
            "yes | { echo run''ning >&2; cat; } | cat >/dev/null",
        ):
            console.send(command + "\n")
            console.expect("running")
            assert "never" not in interrupt()
            assert console.command("echo $?") == "130", command
        # What is typed before a command runs is its input, and Ctrl-C ends it none the less.
        console.send("read x; echo got:$x\nsome words\n")
        console.expect("got:some words")
        console.expect(PROMPT)
        console.send("sleep 1000\n\x03")
        console.expect(PROMPT)
        assert console.enter("echo $?") == "130"
        # Names that need quotes, and what is offered.
        console.command("mkdir -p '/tmp/an hour/of work'; cd '/tmp/an hour'; echo inside >'of work/two words'")
        assert console.enter("cat of\ttwo\t") == "inside"
        assert console.enter("cat 'of\ttwo\t") == "inside"
        assert console.enter("cat <of\ttwo\t") == "inside"
        assert console.enter('echo "$(cat of\ttwo\t)"') == "inside"
        console.command(">choice-b; >choice-a; mkdir choice-c")
        console.send("ls choice-\t")
        console.expect("choice-a +choice-b +choice-c/")
        console.expect("ls choice-$")
        interrupt()
        # Characters of two columns, pasted text, what was taken back.
        assert console.enter("echo 漢字x" + LEFT + "\x7f\x7fy") == "yx"
        pasted = "".join(f"echo line {number} é漢\r" for number in range(60))
        shown = console.enter(f"\x1b[200~{pasted}\x1b[201~")
        assert shown.endswith("line 59 é漢"), shown
        assert console.enter("echo aa bb" + "\x17\x17\x1f\x1f") == "aa bb"


def test_full_screen(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.send("/bin/busybox vi /tmp/x\n")
        console.expect("100%")
        console.send("i")
        console.expect("I /tmp/x")
        for letter in "hello":
            console.send(letter)
            console.expect(letter)
        console.send("\x1b")
        console.expect("- /tmp/x")
        console.send(":wq\n")
        console.expect(PROMPT)
        assert console.command("cat /tmp/x") == "hello"
        console.send("top\n")
        console.expect("PID")
        console.send("q")
        console.expect(PROMPT)
        assert console.command("echo back") == "back"
