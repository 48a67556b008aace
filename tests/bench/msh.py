#!/usr/bin/env python3
"""Instructions that msh needs on Linux, beside those of Debian's dash: `tests/bench/msh.py [--arch A]`.

On x86-64 counted by valgrind's callgrind, user mode only. On ARM64, or with --guest, by the clock of the Linux that
the tests compare with, where an instruction is a nanosecond: all from fork to wait, the kernel's work with it. Each
figure is at most 1.0 of dash's, or the exit status is 1.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
DASH = {"x86_64": "/bin/dash", "aarch64": os.path.join(TOP, "out", "test-rootfs", "aarch64", "bin", "dash")}
LINES, NAMES = 23000, 10000
SCRIPTS = {
    "start-up, -c :": ":",
    "100,000 arithmetic steps": "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done",
    "10,000 function calls": "f() { :; }; i=0; while [ $i -lt 10000 ]; do f a b; i=$((i + 1)); done",
    "1 MB read line by line": "while read -r line; do :; done <lines",
    "10,000 names globbed": "cd names; set -- *; [ $# -eq 10000 ]",
}
Counter = Callable[[str, str], int]


def main() -> int:
    """Writes a line for each script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=tuple(DASH), default="x86_64")
    parser.add_argument("--guest", action="store_true", help="in the Linux guest on x86-64, too")
    chosen = parser.parse_args()
    slower = 0
    with tempfile.TemporaryDirectory() as folder:
        # Without the debug information, which valgrind does not understand.
        msh = os.path.join(folder, "msh")
        subprocess.run(["llvm-strip-19", "-o", msh, os.path.join(TOP, "out", chosen.arch, "userland", "msh")], check=True)
        with open(os.path.join(folder, "lines"), "w", encoding="ascii") as file:
            file.write("".join(f"{n:05} some words of a usual line of text\n" for n in range(LINES)))
        os.mkdir(os.path.join(folder, "names"))
        for number in range(NAMES):
            with open(os.path.join(folder, "names", f"file{number:05}"), "w", encoding="ascii"):
                pass
        pairs = (_guest if chosen.guest or chosen.arch == "aarch64" else _host)(chosen.arch, msh, folder)
        for name, (ours, theirs) in zip(SCRIPTS, pairs):
            slower += ours > theirs
            print(f"{name:28} {ours:>12} {theirs:>12}  {ours / theirs:.2f}", flush=True)
    return slower > 0


def _host(arch: str, msh: str, folder: str) -> list[tuple[int, int]]:
    def count(shell: str, script: str) -> int:
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

    return [(count(msh, script), count(DASH[arch], script)) for script in SCRIPTS.values()]


def _guest(arch: str, msh: str, folder: str) -> list[tuple[int, int]]:
    """One boot; dash with the C library that it is linked to."""
    shells = ("/measured/msh", "/bin/dash")
    with open(os.path.join(folder, "measure"), "w", encoding="ascii") as file:
        file.write("cd /measured\n")
        for script in SCRIPTS.values():
            file.write("".join(f"/measured/posix elapsed {shell} -c '{script}' || exit\n" for shell in shells))
    bench = os.path.join(TOP, "out", arch, "bench", "posix")
    command = [os.path.join(TOP, "build", "portolan"), "run", "--arch", arch, "--kernel", "linux", "--icount"]
    command += ["--rootfs", os.path.join(TOP, "out", "test-rootfs", arch)]
    command += ["--add", f"{folder}:/measured", "--add", f"{bench}:/measured/posix", "--cmd", "/bin/msh /measured/measure"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    figures = [int(figure) for figure in re.findall(r"^bench elapsed (\d+)$", done.stdout, re.M)]
    assert len(figures) == 2 * len(SCRIPTS), done.stdout
    return list(zip(figures[::2], figures[1::2]))


if __name__ == "__main__":
    sys.exit(main())
