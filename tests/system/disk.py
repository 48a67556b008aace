"""A disk: files on an ext2 volume are there after a reboot, and e2fsck finds nothing wrong."""

import os
import subprocess
import tempfile

from portolan_tool.paths import out, top
from portolan_tool.run import command
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}


def _run(arch: str, disk: str, script: str, smp: int = 1) -> str:
    output = bytearray()
    machine = Machine(arch=arch, smp=smp, disks=[disk])
    outcome = command(machine, Initrd(arch, "portolan", [], script), 120, output.extend)
    assert outcome.status == 0, output.decode(errors="replace") + outcome.reason + outcome.tail()
    return output.decode(errors="replace")


def _make(folder: str, options: list[str], size: str = "32M") -> str:
    image = os.path.join(folder, "disk")
    subprocess.run(["mke2fs", "-q", "-t", "ext2", *options, image, size], check=True, env=E2FS)
    return image


def _check(image: str) -> None:
    done = subprocess.run(
        ["e2fsck", "-fn", image], env=E2FS, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_files_survive_a_reboot(arch: str) -> None:
    """Files, folders and links of one boot are read by the next."""
    with tempfile.TemporaryDirectory() as folder:
        for options, smp in ((["-b", "1024"], 1), (["-b", "4096"], 4)):
            image = _make(folder, options)
            _run(
                arch,
                image,
                "set -e; mount -t ext2 /dev/vda /mnt; cd /mnt; mkdir -p a/b/c; cp -r /etc a/b;"
                " seq 1 100000 >numbers; ln numbers again; ln -s numbers link;"
                " for i in $(seq 1 150); do echo $i >a/file$i; done; rm a/file?;"
                " mv a/file77 moved; chmod 640 moved; truncate -s 5000 again; cd /; umount /mnt",
                smp,
            )
            _check(image)
            said = _run(
                arch,
                image,
                "set -e; mount -t ext2 /dev/vda /mnt; cd /mnt; cat moved; ls a | wc -l;"
                " cmp a/b/etc/passwd /etc/passwd; wc -c <link; head -n 1000 numbers | md5sum;"
                " stat -c %a%h moved numbers; sync",
                smp,
            )
            words = said.split()
            assert words[:3] == ["77", "141", "5000"], said
            assert words[-2:] == ["6401", "6442"], said
            _check(image)


def test_holes_as_linux_has_them(arch: str) -> None:
    """They are found and made; what is counted before it has its blocks differs."""
    program = out(arch, "target", "fs_space") + ":/bin/fs_space"
    script = "mkdir -p /mnt; mount -t ext2 /dev/vda /mnt && cd /mnt && fs_space; cd /; umount /mnt"
    with tempfile.TemporaryDirectory() as folder:
        for size in ("1024", "4096"):
            said = []
            for kernel in ("linux", "portolan"):
                image = _make(folder, ["-b", size])
                done = subprocess.run(
                    [top("build", "portolan"), "run", "--arch", arch, "--kernel", kernel,
                     "--disk", image, "--add", program, "--cmd", script],
                    capture_output=True, text=True, check=True, timeout=240,
                )  # fmt: skip
                _check(image)
                said.append([line for line in done.stdout.split("\n") if "blocks" not in line])
            assert said[0] == said[1] and len(said[0]) > 40, said


def test_full_disk(arch: str) -> None:
    """A disk without room gives ENOSPC and stays in order."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(folder, ["-b", "1024", "-m", "0"], "1M")
        said = _run(
            arch,
            image,
            # What is in the volume is not what is mounted.
            "mount -t ext2 /dev/vda /mnt; umount /mnt/lost+found; cd /mnt; seq 1 1000 >kept; sync;"
            " dd if=/dev/zero of=big bs=4096 count=1000; echo $?; rm big; wc -l <kept;"
            " cd /; umount /mnt; echo $?",
        )
        assert "/mnt/lost+found: not mounted" in said, said
        assert "No space left on device" in said, said
        assert said.split()[-2:] == ["1000", "0"], said
        _check(image)


def test_one_page_cache(arch: str) -> None:
    """Read, write and mappings of a file on a disk show the same pages, as on Linux."""
    program = f"out/{arch}/target/fs_page_cache"
    with tempfile.TemporaryDirectory() as folder:
        host = subprocess.run(
            [os.path.abspath(program.replace(arch, "x86_64"))], cwd=folder, capture_output=True,
            env={"PAGE_CACHE_TIMES": "1"}, text=True, check=True,
        )  # fmt: skip
        image = _make(folder, ["-b", "1024"])
        for smp in (1, 4):
            output = bytearray()
            script = (
                "mount -t ext2 /dev/vda /mnt; cd /mnt; PAGE_CACHE_TIMES=1 /fs_page_cache; cd /;"
                " umount /mnt; echo $?"
            )
            machine = Machine(arch=arch, smp=smp, disks=[image])
            initrd = Initrd(arch, "portolan", [program + ":/fs_page_cache"], script)
            outcome = command(machine, initrd, 120, output.extend)
            assert outcome.status == 0, outcome.reason + outcome.tail()
            assert output.decode() == host.stdout + "0\n", output.decode()
            _check(image)


def test_reading_ahead(arch: str) -> None:
    """A file that is read from its beginning comes in large pieces, by read and by a mapping."""
    size, piece, metadata = 4 << 20, 64 << 10, 24
    with tempfile.TemporaryDirectory() as folder:
        tree = os.path.join(folder, "tree")
        os.makedirs(tree)
        with open(os.path.join(tree, "big"), "wb") as file:
            file.write(bytes(range(256)) * (size // 256))
        image = _make(folder, ["-b", "4096", "-d", tree])
        said = _run(
            arch,
            image,
            "for how in 'cat /mnt/big' 'cmp /mnt/big /mnt/big'; do mount -t ext2 /dev/vda /mnt;"
            " ipctrace $how 2>/trace >/dev/null; grep -c block_read /trace; umount /mnt; done",
        )
        for count in said.split():
            assert size // piece <= int(count) + 2 <= size // piece + metadata, said
