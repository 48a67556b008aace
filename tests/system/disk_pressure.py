"""Pages of files on a disk, when memory is short."""

import os
import subprocess
import tempfile

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
SIZES = "24 20"  # MiB of a mapped file and of other memory, on a machine of 48


def test_changed_pages_go_home(arch: str) -> None:
    """Pages that were changed by way of a mapping are written, and nobody is ended for memory."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        make = ["mke2fs", "-q", "-t", "ext2", "-b", "4096", image, "64M"]
        subprocess.run(make, check=True, env=E2FS, stdout=subprocess.DEVNULL)
        output = bytearray()
        script = (
            f"mount -t ext2 /dev/vda /mnt; cd /mnt; /fs_map_large {SIZES}; echo $?; cd /;"
            " umount /mnt; echo $?"
        )
        program = f"out/{arch}/target/fs_map_large:/fs_map_large"
        machine = Machine(arch=arch, disks=[image], mem="48M")
        outcome = command(machine, Initrd(arch, "portolan", [program], script), 240, output.extend)
        said = output.decode(errors="replace")
        assert outcome.status == 0, said + outcome.reason + outcome.tail()
        assert "out of memory" not in outcome.tail(), outcome.tail()
        assert said.count(": 0\n") == 7 and said.endswith("0\n0\n"), said
        done = subprocess.run(["e2fsck", "-fn", image], env=E2FS, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
