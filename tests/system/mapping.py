"""A program that speaks Mach itself cannot write by a mapping what it may only read."""

import os
import subprocess
import tempfile

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}


def test_read_only_right(arch: str) -> None:
    """A file in memory and one on a disk, the same before and after."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(["mke2fs", "-q", "-t", "ext2", image, "4M"], check=True, env=E2FS)
        script = (
            "mount -t ext2 /dev/vda /mnt; seq 1 2345 >/mnt/file; cp /mnt/file /tmp/file;"
            " cp /mnt/file /tmp/before; for f in /tmp/file /mnt/file; do"
            " /mapper $f || exit; cmp $f /tmp/before || exit; done"
        )
        output = bytearray()
        program = f"{out(arch, 'test-programs', 'mapper')}:/mapper"
        machine = Machine(arch=arch, smp=1, disks=[image])
        initrd = Initrd(arch, "portolan", [program], script)
        outcome = command(machine, initrd, 120, output.extend)
        said = output.decode(errors="replace")
        assert outcome.status == 0, f"{outcome.reason}\n{said}"
        assert said.count("0 failures") == 2, said
