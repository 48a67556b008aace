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

WORK = """
mount -t ext2 /dev/vda /mnt && seq 1 9999 >/mnt/numbers && umount /mnt || exit 1
svc kill virtio_block
svc kill pci
mount -t ext2 /dev/vda /mnt && tail -n 1 /mnt/numbers && umount /mnt || exit 1
until busybox ifconfig eth0 2>/dev/null | grep -q 'inet addr'; do sleep 0.1; done
busybox ping -c 1 10.0.2.2 | grep -c '1 packets received'
svc log pci
"""


class _WithoutTranslator(Machine):
    """A GICv3 that cannot take messages."""

    def _hardware(self) -> list[str]:
        return [f"{part},its=off" if part[:5] == "virt," else part for part in super()._hardware()]


def _check_disk_and_network(machine: Machine, kind: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(["mke2fs", "-q", "-t", "ext2", image, "8M"], check=True, env=E2FS)
        machine.disks.append(image)
        output = bytearray()
        initrd = Initrd(machine.arch, "portolan", [], WORK)
        outcome = command(machine, initrd, 120, output.extend)
        said = output.decode(errors="replace")
        assert outcome.status == 0, said + outcome.reason + outcome.tail()
        assert said.startswith("9999\n1\n"), said
        ways = re.findall(r"1af4:(\w+) interrupts by ([\w-]+), line (\d+)", said)
        assert {way[1] for way in ways} == {kind}, said
        disk, card = ({w[2] for w in ways if w[0] == d} for d in ("1042", "1041"))
        assert len(disk) == len(card) == 1 and disk != card, said


def test_disk_and_network(arch: str) -> None:
    """Both work by messages, also when driver and bus have been started again."""
    for gic in CONTROLLERS[arch]:
        for smp in (1, 4):
            _check_disk_and_network(Machine(arch=arch, smp=smp, gic=gic, net=True), "MSI-X")


def test_wires(arch: str) -> None:
    """Where the machine has nothing that takes messages, devices use their wires."""
    if arch == "aarch64":
        _check_disk_and_network(_WithoutTranslator(arch=arch, net=True), "wire")


def test_messages_arrive(arch: str) -> None:
    """A message sent to the address that the kernel has given; one that comes early is kept."""
    for gic in CONTROLLERS[arch]:
        outcome = mach_tests.boot_into(Machine(arch, gic=gic), "devices")
        assert "mach-test devices: passed" in outcome.text(), outcome.tail()
