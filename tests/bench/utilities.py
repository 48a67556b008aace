#!/usr/bin/env python3
"""Instructions that our utilities need, beside GNU's: `tests/bench/utilities.py [--arch A] --rootfs DIR`.

DIR holds Debian's coreutils and grep: `build/portolan rootfs --packages "coreutils grep" --arch A`. Counted by the clock
of the Linux that the tests compare with, where an instruction is a nanosecond: all from fork to wait, the kernel's work
with it. Each figure is at most 1.5 of GNU's, or the exit status is 1.
"""

import argparse
import os
import random
import re
import string
import subprocess
import sys
import tempfile

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
LIMIT = 1.5
SORTED = 1_000_000
OURS = "/measured/utilities"
PREPARE = f"""\
export LC_ALL=C
mkdir /tmp/names; cd /tmp/names; for i in $({OURS} seq 10000); do : >file$i; done; cd /tmp
{OURS} cp /measured/random random
{OURS} seq -f 'this is line of text number %.0f' 2900000 >text
"""
PAIRS = {
    "ls -l of 10,000 files": ("ls -l names", "/bin/ls -l names"),
    "sort of 1,000,000 lines": ("sort random", "/usr/bin/sort --parallel=1 random"),
    "grep of 100 MB": ("grep 2899999 text", "/bin/grep 2899999 text"),
}


def main() -> int:
    """Writes a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--arch", choices=("x86_64", "aarch64"), default="x86_64")
    parser.add_argument("--rootfs", metavar="DIR", required=True, help="with GNU's")
    chosen = parser.parse_args()
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        numbers = random.Random(3)
        with open(os.path.join(folder, "random"), "w", encoding="ascii") as file:
            for _ in range(SORTED):
                file.write("".join(numbers.choices(string.ascii_lowercase, k=31)) + "\n")
        figures = _measure(chosen.arch, chosen.rootfs, folder)
    for name, ours, theirs in zip(PAIRS, figures[::2], figures[1::2]):
        over += ours > LIMIT * theirs
        print(f"{name:28} {ours:>12} {theirs:>12}  {ours / theirs:.2f}")
    return over > 0


def _measure(arch: str, rootfs: str, folder: str) -> list[int]:
    """One boot; ours and theirs in turn."""
    with open(os.path.join(folder, "measure"), "w", encoding="ascii") as file:
        file.write(PREPARE)
        for ours, theirs in PAIRS.values():
            for command in (f"{OURS} {ours}", theirs):
                file.write(f"/measured/posix elapsed {command} >/tmp/said || exit\n{OURS} tail -n 1 /tmp/said\n")
    command = [os.path.join(TOP, "build", "portolan"), "run", "--arch", arch, "--kernel", "linux", "--icount"]
    command += ["--mem", "2G", "--timeout", "1800", "--rootfs", rootfs, "--add", f"{folder}:/measured"]
    for built, place in (
        ("userland/portolan-utils", OURS),
        ("bench/posix", "/measured/posix"),
        ("userland/msh", "/bin/msh"),
    ):
        command += ["--add", f"{os.path.join(TOP, 'out', arch, built)}:{place}"]
    done = subprocess.run(command + ["--cmd", "/bin/msh /measured/measure"], stdout=subprocess.PIPE, text=True, check=True)
    figures = [int(figure) for figure in re.findall(r"^bench elapsed (\d+)$", done.stdout, re.M)]
    assert len(figures) == 2 * len(PAIRS), done.stdout
    return figures


if __name__ == "__main__":
    sys.exit(main())
