"""Disks that fail, lie or are full: an error for who asks, and the system goes on."""

import os
import subprocess
import tempfile

from portolan_tool import disk_image
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
BLOCK, SECTOR = 1024, 512


def _run(arch: str, disk: str, script: str, mem: str = "512M") -> str:
    output = bytearray()
    machine = Machine(arch=arch, disks=[disk], mem=mem)
    outcome = command(machine, Initrd(arch, "portolan", [], script), 240, output.extend)
    assert outcome.status == 0, output.decode(errors="replace") + outcome.reason + outcome.tail()
    return output.decode(errors="replace")


def _make(folder: str, size: str = "16M") -> str:
    """A volume with two files that fill a block each."""
    tree, image = os.path.join(folder, "tree"), os.path.join(folder, "disk")
    os.makedirs(tree)
    for name in ("bad", "good"):
        with open(os.path.join(tree, name), "w", encoding="ascii") as file:
            file.write(name * (BLOCK // len(name)))
    make = ["mke2fs", "-q", "-t", "ext2", "-b", str(BLOCK), "-d", tree, image, size]
    subprocess.run(make, check=True, env=E2FS, stdout=subprocess.DEVNULL)
    return image


def _debugfs(image: str, request: str) -> str:
    done = subprocess.run(
        ["debugfs", "-w", "-R", request, image], env=E2FS, capture_output=True, text=True, check=True
    )
    return done.stdout


def _failing(folder: str, image: str, event: str) -> str:
    """The image with a bad block, that of the file "bad"."""
    sector = int(_debugfs(image, "blocks /bad").split()[0]) * BLOCK // SECTOR
    rules = os.path.join(folder, "rules")
    with open(rules, "w", encoding="ascii") as file:
        file.write(f'[inject-error]\nevent = "{event}"\nsector = "{sector}"\nerrno = "5"\n')
    return f"blkdebug:{rules}:{image}"


def test_unreadable_block(arch: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        disk = _failing(folder, _make(folder), "read_aio")
        said = _run(
            arch, disk, "mount -t ext2 /dev/vda /mnt; cat /mnt/bad; echo $?; head -c 4 /mnt/good;"
            " echo; echo new >/mnt/new; umount /mnt; echo $?",
        )  # fmt: skip
        assert "I/O error" in said or "Input/output error" in said, said
        assert said.endswith("1\ngood\n0\n"), said


def test_unwritable_block(arch: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        disk = _failing(folder, _make(folder), "write_aio")
        said = _run(
            arch, disk, "mount -t ext2 /dev/vda /mnt; cd /mnt;"
            " echo x | busybox dd of=bad conv=notrunc,fsync; echo $?; head -c 4 good; echo",
        )  # fmt: skip
        assert said.endswith("1\ngood\n"), said


def test_lies(arch: str) -> None:
    """A file whose block lies outside the volume, and a directory whose rows are garbage."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(folder)
        _debugfs(image, "mkdir /folder")
        place = int(_debugfs(image, "blocks /folder").split()[0]) * BLOCK
        _debugfs(image, "sif /bad block[0] 99999999")
        with open(image, "r+b") as file:
            file.seek(place)
            file.write(b"\xa5" * BLOCK)
        said = _run(
            arch, image, "mount -t ext2 /dev/vda /mnt; cat /mnt/bad; ls /mnt/folder; head -c 4"
            " /mnt/good; echo; dmesg | grep -c 'file: vda: '; echo still here",
        )  # fmt: skip
        assert said.count("cat: /mnt/bad: ") == 1 and said.count("/mnt/folder") == 1, said
        assert "good\n" in said and said.endswith("still here\n"), said
        assert not said.endswith("\n0\nstill here\n"), said


def test_full_root(arch: str) -> None:
    """ENOSPC, and the room is there again when the file is gone."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk.img")
        disk_image.make(arch, image, 160 << 20)
        output = bytearray()
        machine = Machine(arch=arch, disks=[image], append="root=/dev/vda2")
        script = "dd if=/dev/zero of=/big bs=64k; rm /big; echo text >/kept; sync; cat /kept"
        outcome = command(machine, Initrd(arch, "portolan", [], script), 240, output.extend)
        said = output.decode(errors="replace")
        assert outcome.status == 0, said + outcome.tail()
        assert "No space left on device" in said and said.endswith("text\n"), said
