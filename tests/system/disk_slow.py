"""A disk that takes its time stops nobody who does not need it."""

import os
import subprocess
import tempfile

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
SLOW = ",throttling.iops-write=6"

# The sync has at least two megabytes to write, in pieces of 64 KB, six in a second.
SYNC = """
mount -t ext2 /dev/vda /mnt
seq 1 300000 >/mnt/big
(sync /mnt/big; echo synced >>/tmp/log) &
until [ -e /tmp/started ]; do echo yes >/tmp/started; done
for i in $(seq 1 50); do echo $i >/tmp/file; cat /tmp/file | cat >/dev/null; done
echo others >>/tmp/log
wait
cat /tmp/log
seq 1 300000 | cmp - /mnt/big && echo same
umount /mnt; echo $?
"""


def test_others_go_on(arch: str) -> None:
    """Files in memory and pipes work while a sync waits for a slow disk."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        make = ["mke2fs", "-q", "-t", "ext2", "-b", "4096", image, "16M"]
        subprocess.run(make, check=True, env=E2FS, stdout=subprocess.DEVNULL)
        output = bytearray()
        machine = Machine(arch=arch, disks=[image + SLOW])
        outcome = command(machine, Initrd(arch, "portolan", [], SYNC), 240, output.extend)
        assert outcome.status == 0, output.decode(errors="replace") + outcome.reason + outcome.tail()
        assert output.decode() == "others\nsynced\nsame\n0\n", output.decode()
        done = subprocess.run(["e2fsck", "-fn", image], env=E2FS, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout
