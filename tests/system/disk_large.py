"""A file larger than the memory."""

import os
import subprocess
import tempfile

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

ARCHES = ("x86_64",)
E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}


def _run(arch: str, disk: str, script: str, mem: str = "512M") -> str:
    output = bytearray()
    machine = Machine(arch=arch, disks=[disk], mem=mem)
    outcome = command(machine, Initrd(arch, "portolan", [], script), 240, output.extend)
    assert outcome.status == 0, output.decode(errors="replace") + outcome.reason + outcome.tail()
    return output.decode(errors="replace")


def test_larger_than_memory(arch: str) -> None:
    """A file larger than the memory is written and read again."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        make = ["mke2fs", "-q", "-t", "ext2", "-b", "4096", "-m", "0", image, "160M"]
        subprocess.run(make, check=True, env=E2FS, stdout=subprocess.DEVNULL)
        said = _run(
            arch, image, "mount -t ext2 /dev/vda /mnt; seq 1 9500000 >/mnt/big;"
            " seq 1 9500000 | cmp - /mnt/big && echo same;"
            " rm /mnt/big; umount /mnt; echo $?", "64M",
        )  # fmt: skip
        assert said == "same\n0\n", said
        done = subprocess.run(["e2fsck", "-fn", image], env=E2FS, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
