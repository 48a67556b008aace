#!/usr/bin/env python3
"""Instructions that msh needs on Linux, beside those of Debian's dash: `tests/bench/msh.py`.

Counted by valgrind's callgrind, user mode only. Each figure is at most 1.0 of dash's, or the exit
status is 1.
"""

import os
import re
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MSH = os.path.join(TOP, "out", "x86_64", "userland", "msh")
SCRIPTS = {
    "start-up, -c :": ":",
    "100,000 arithmetic steps": "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done",
    "10,000 function calls": "f() { :; }; i=0; while [ $i -lt 10000 ]; do f a b; i=$((i + 1)); done",
    "1 MB read line by line": "while read -r line; do :; done <lines",
    "10,000 names globbed": "cd names; set -- *; [ $# -eq 10000 ]",
}


def instructions(shell: str, script: str, folder: str) -> int:
    """Of one run."""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", shell, "-c", script],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Collected : (\d+)", done.stderr)
    assert found, done.stderr
    return int(found.group(1))


def main() -> int:
    """Writes a line for each script."""
    slower = 0
    with tempfile.TemporaryDirectory() as folder:
        # Without the debug information, which valgrind does not understand.
        msh = os.path.join(folder, "msh")
        subprocess.run(["llvm-strip-19", "-o", msh, MSH], check=True)
        with open(os.path.join(folder, "lines"), "w", encoding="ascii") as file:
            file.write("".join(f"{n:05} some words of a usual line of text\n" for n in range(23000)))
        os.mkdir(os.path.join(folder, "names"))
        for number in range(10000):
            with open(os.path.join(folder, "names", f"file{number:05}"), "w", encoding="ascii"):
                pass
        for name, script in SCRIPTS.items():
            ours, theirs = (instructions(shell, script, folder) for shell in (msh, "/bin/dash"))
            slower += ours > theirs
            print(f"{name:28} {ours:>12} {theirs:>12}  {ours / theirs:.2f}", flush=True)
    return slower > 0


if __name__ == "__main__":
    sys.exit(main())
