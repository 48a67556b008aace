"""An hour at the terminal: a program is written in the editor, run and mended; data, jobs, history, the system."""

import os

from portolan_tool.console import PROMPT, Console
from portolan_tool.rootfs import LOGIN_SHELL

if not os.path.exists(LOGIN_SHELL):
    ARCHES = ()

SAVE, QUIT, UNDO, REDO, NEXT_FILE, FIND, REPLACE, GO_TO = "\x13", "\x11", "\x1a", "\x19", "\x14", "\x06", "\x12", "\x0c"
UP, LEFT, BACKSPACE, SEARCH_BACK, SUSPEND_EDITOR = "\x1b[A", "\x02", "\x7f", "\x12", "\x1bz"

# A line as it is typed, and what it writes.
REPORT = (
    ("chmod +x count report; ./count words", "3 a\n2 b\n1 c"),
    ("./report words other", "words: 6 lines, the most: a\nother: 1 lines, the most: z"),
    ("./report 2>&1; echo $?", "usage: report FILE...\n2"),
    ("./report words nosuch 2>&1 | tail -n 1; sh -n report && echo fine", "nosuch: not there\nfine"),
    ("sh -x count other 2>&1 | grep -c '^+ '", "6"),
)  # fmt: skip
DATA = (
    ("for i in $(seq 200); do echo $((i * 7919 % 1000)) $((i % 7)); done >data; wc -l <data", "200"),
    ("cut -d' ' -f2 data | sort | uniq -c | sort -k1,1nr -k2 | head -n 2 | tr -s ' '", " 29 1\n 29 2"),
    ("sort -n data | sed -n '1p;$p' | cut -d' ' -f1 | tr '\\n' -; echo", "3-987-"),
    ("awk '{ s += $2 } END { print s }' data; grep -c '^[0-9]*5 ' data", "598\n20"),
    ("mkdir -p tree/a/b tree/c; for d in a a/b c; do cp data tree/$d/copy; : >tree/$d/empty; done; find tree -type f -empty | wc -l", "3"),
    ("find tree -name copy -print0 | xargs -0 wc -l | tail -n 1 | tr -s ' '", " 600 total"),
    ("find tree -type f -exec basename {} \\; | sort | uniq -c | tr -s ' '", " 3 copy\n 3 empty"),
    ("find tree -empty -type f -delete; find tree | sort | xargs -n 4", "tree tree/a tree/a/b tree/a/b/copy\ntree/a/copy tree/c tree/c/copy"),
    ("ls -1 tree/*/copy | xargs -I{} sh -c 'md5sum <{}' | uniq | wc -l", "1"),
    ("cat <<a; cat <<-'b'\n$(cat <<c\nin $((1 + 1)) $(echo deep)\nc\n)\na\n\t$kept\n\tb", "in 2 deep\n$kept"),
    ("exec 3>log; echo to three >&3; exec 3>&-; cat log; echo more >>log; wc -l <log", "to three\n2"),
    ("set -C; echo x 2>/dev/null >log || echo kept; echo x >|log; set +C; cat log", "kept\nx"),
    ("diff data tree/c/copy && cat log; cmp data log | cut -c1-8", "x\ndata log"),
    ("touch -d '2024-02-29 12:00' log; stat -c %y log | cut -c1-16; date -u -d @86400 +%F", "2024-02-29 12:00\n1970-01-02"),
    ("env -S 'printf %s-%s\\n one' two; printf '%05.1f|%-4s|%x\\n' 3.14159 ab 255", "one-two\n003.1|ab  |ff"),
)  # fmt: skip
STATE = (
    ("ps -o comm= -p $$; ps -e -o pid= | grep -cw 1", "sh\n1"),
    ("df -P /tmp | tail -n 1 | grep -c tmpfs; mount | grep -c ' /proc '", "1\n1"),
    ("umount tree; ls -d tree", "umount: tree: not mounted.\ntree"),
    ("free -m | head -n 2 | cut -c1-4; uptime -p | cut -c1-2", "    \nMem:\nup"),
    ("top -b -n 1 | grep -c ' top$'; dmesg >/dev/null; echo $?", "1\n0"),
    ("id -un; uname -s | wc -w; ulimit -n >/dev/null; umask; hostname | wc -l", "root\n1\n0022\n1"),
)  # fmt: skip
COUNT = """#!/bin/sh
sort "$1" | uniq -c | sort -rn |
    while read -r number word; do echo $number $word; done
"""
REPORT_SCRIPT = """#!/bin/sh
# Tells of each file how long it is.
if [ $# = 0 ]; then echo 'usage: report FILE...' >&2; exit 2; fi
for file; do
    [ -e "$file" ] || { echo "$file: not there" >&2; continue; }
    read -r number word <<end
$(./count "$file")
end
    echo "$file: $(wc -l <"$file") lines, the most: $wrod"
done
"""


def _edit(console: Console) -> None:
    """Writes two scripts at once in the editor, mends one, and takes a change back."""
    console.send("edit count report\n")
    console.expect(r"\^Q.*Quit")
    console.send(f"\x1b[200~{COUNT}\x1b[201~")
    console.expect("done")
    console.send(SAVE)
    console.expect(f"Saved {len(COUNT)} bytes to count")
    console.send(NEXT_FILE)
    console.expect("report")
    console.send(f"\x1b[200~{REPORT_SCRIPT}\x1b[201~")
    console.expect("wrod")
    console.send("junk" + UNDO + REDO + UNDO)
    console.send(REPLACE + "wrod\n" + "word\n")
    console.expect(r"this\?")  # of what stood there before the editor keeps what is right
    console.send("y")
    console.expect("1 match")
    console.send(GO_TO + "2\n" + FIND + "how long\n")
    console.expect("2:")
    console.send(SAVE)
    console.expect(f"Saved {len(REPORT_SCRIPT)} bytes to report")
    console.send(QUIT)
    console.expect(PROMPT)


def _history(console: Console) -> None:
    """What was typed comes back, by key, by search, by number and in the next shell."""
    assert console.enter("echo $(( 6 * 7 ))") == "42"
    assert console.enter(UP + LEFT * 3 + BACKSPACE + "9") == "54"
    assert console.enter(SEARCH_BACK + "* 9") == "54"
    assert console.enter("fc -ln -1").strip() == "echo $(( 6 * 9 ))"
    assert console.enter("cat wor\t | head -n 1; ech\trest") == "a\nrest"
    assert console.enter("cd /usr/b\t; pwd; cd ~-") == "/usr/bin"
    console.enter("HISTFILE=/tmp/hour/past sh")
    assert console.enter("echo inner") == "inner"
    console.enter("exit")
    assert console.enter("tail -n 2 past | head -n 1") == "echo inner"


def _jobs(console: Console) -> None:
    """The editor and a pipeline wait in the background while something else is done."""
    console.send("edit words\n")
    console.expect(r"\^Q.*Quit")
    console.send(SUSPEND_EDITOR)
    console.expect("Stopped")
    console.expect(PROMPT)
    # A key that is typed before the pipeline has the terminal is the shell's.
    console.send("(echo ready; exec sleep 1000) | cat\n")
    console.expect("\x1b\\[\\?2004l")
    console.expect("^ready")
    console.suspend()
    console.expect("Stopped")
    console.expect(PROMPT)
    assert console.enter("jobs | wc -l") == "2"
    assert "sleep 1000" in console.enter("bg %2")
    console.enter("kill %2; wait %2")
    assert console.enter("jobs | grep -c Stopped") == "1"
    console.send("fg\n")
    console.expect(r"\^Q.*Quit")
    console.send("d\n" + SAVE)
    console.expect("Saved 14 bytes to words")
    console.send(QUIT)
    console.expect(PROMPT)
    assert console.enter("head -n 1 words; jobs") == "d"
    # Both are loops of the shell: one ends by a signal, the other goes on.
    assert "143" in console.enter("(while :; do :; done) & kill $!; wait $!; echo $?").split("\n")


def _top(console: Console) -> None:
    """The list is there, in another order, and gone."""
    console.send("top\n")
    console.expect("PID")
    console.send("M")
    console.expect("PID")
    console.send("q")
    console.expect(PROMPT)


def _hour(arch: str, processors: str) -> None:
    with Console(arch, "--smp", processors) as console:
        console.login()
        console.enter("export TERM=vt100 LINES=24 COLUMNS=80; umask 22; mkdir /tmp/hour; cd /tmp/hour")
        console.enter("printf '%s\\n' a b a c b a >words; echo z >other")
        _edit(console)
        for line, wrote in REPORT + DATA + STATE:
            got = console.enter(line)
            assert got == wrote, f"{line}:\n{got}"
        _history(console)
        _jobs(console)
        _top(console)
        assert console.enter("stty cols 40; echo " + "narrow " * 12 + "| wc -c") == "84"
        assert console.enter("cd; rm -r /tmp/hour; ls -d /tmp/hour 2>/dev/null; echo $?") == "2"


def test_hour(arch: str) -> None:
    _hour(arch, "4")


def test_hour_alone(arch: str) -> None:
    _hour(arch, "1")
