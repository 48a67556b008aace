"""Debian's own dynamically linked programs, unmodified. debian.expect is what Linux shows for
debian.sh:

    build/portolan run --kernel linux --rootfs out/test-rootfs/x86_64 \\
        --add tests/system/debian.sh:/script --cmd 'sh /script 2>&1' >tests/system/debian.expect
"""

import os
import subprocess

from portolan_tool import packages
from portolan_tool.paths import out, top

PACKAGES = ["dash", "coreutils", "lua5.4", "sqlite3", "make", "tcc"]


def test_programs(arch: str) -> None:
    rootfs = out("test-rootfs", arch)
    if not os.path.exists(os.path.join(rootfs, "usr", "bin", "tcc")):
        packages.unpack(arch, PACKAGES, rootfs)
    command = [top("build", "portolan"), "run", "--arch", arch, "--smp", "2", "--rootfs", rootfs]
    command += ["--add", top("tests", "system", "debian.sh") + ":/script", "--timeout", "240"]
    command += ["--cmd", "sh /script 2>&1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done}\n{done.stderr}"
    with open(top("tests", "system", "debian.expect"), encoding="utf-8") as file:
        expected = file.read()
    assert done.stdout == expected, f"Linux:\n{expected}\nPortolan:\n{done.stdout}"
