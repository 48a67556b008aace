"""Interrupts as messages (MSI-X), with each interrupt controller that a machine may have."""

import os
import re
import subprocess
import tempfile

from portolan_tool import mach_tests
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
CONTROLLERS = {"x86_64": (3,), "aarch64": (2, 3)}  # GIC versions; x86-64 has none
BY_MESSAGE = {("x86_64", 3), ("aarch64", 2)}

WORK = """
mount -t ext2 /dev/vda /mnt && seq 1 9999 >/mnt/numbers && umount /mnt || exit 1
svc kill virtio_block
mount -t ext2 /dev/vda /mnt && tail -n 1 /mnt/numbers && umount /mnt || exit 1
until busybox ifconfig eth0 2>/dev/null | grep -q 'inet addr'; do sleep 0.1; done
busybox ping -c 1 10.0.2.2 | grep -c '1 packets received'
svc log pci
"""


def test_disk_and_network(arch: str) -> None:
    """Both work, before and after a restart; each device's interrupts are what the machine can."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(["mke2fs", "-q", "-t", "ext2", image, "8M"], check=True, env=E2FS)
        for gic in CONTROLLERS[arch]:
            for smp in (1, 4):
                machine = Machine(arch=arch, smp=smp, gic=gic, net=True, disks=[image])
                output = bytearray()
                outcome = command(machine, Initrd(arch, "portolan", [], WORK), 120, output.extend)
                said = output.decode(errors="replace")
                assert outcome.status == 0, said + outcome.reason + outcome.tail()
                assert said.startswith("9999\n1\n"), said
                ways = re.findall(r"1af4:(\w+) interrupts by ([\w-]+), line (\d+)", said)
                kind = "MSI-X" if (arch, gic) in BY_MESSAGE else "wire"
                assert {way[1] for way in ways} == {kind}, (gic, said)
                disk, card = ({w[2] for w in ways if w[0] == d} for d in ("1042", "1041"))
                assert len(disk) == len(card) == 1 and disk != card, (gic, said)


def test_messages_arrive(arch: str) -> None:
    """A message sent to the address that the kernel has given; one that comes early is kept."""
    for gic in CONTROLLERS[arch]:
        outcome = mach_tests.boot_into(Machine(arch, gic=gic), "devices")
        assert "mach-test devices: passed" in outcome.text(), outcome.tail()
