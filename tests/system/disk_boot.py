"""A disk made by `image --disk`: booted by GRUB, with / on it."""

import os
import signal
import subprocess
import tempfile

from portolan_tool import disk_image, gpt
from portolan_tool.console import Console
from portolan_tool.paths import BAD_ARCHIVE, top

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
ROOT = disk_image.ROOT_NUMBER


def _make(arch: str, folder: str) -> str:
    image = os.path.join(folder, "disk.img")
    disk_image.make(arch, image, 160 << 20)
    return image


def _run(arch: str, image: str, script: str, *options: str) -> str:
    command = [top("build", "portolan"), "run", "--arch", arch, "--disk", image, *options]
    done = subprocess.run(
        [*command, "--timeout", "240", "--cmd", script], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


def _root(arch: str, image: str) -> str:
    """The root partition, as e2fsprogs name a part of a file."""
    first = disk_image._layout(arch, os.path.getsize(image))[ROOT].first
    return f"{image}?offset={first * gpt.SECTOR}"


def _check(arch: str, image: str, how: str = "-fn") -> None:
    command = ["e2fsck", how, _root(arch, image)]
    done = subprocess.run(command, env=E2FS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_everything_survives(arch: str) -> None:
    """Two boots by different firmware, with a file added by the run, and e2fsck after each."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(arch, folder)
        said = _run(
            arch, image, "grep ' / ' /proc/mounts; cp /bin/msh /root/copy; mkdir -p a/b; rm a/b -r"
            "; mkdir c; ln -s copy /root/link; chmod 4711 /root/copy; cat /etc/added",
            "--add", f"{__file__}:/etc/added",
        )  # fmt: skip
        assert said.startswith("/dev/vda2 / ext2 rw"), said
        assert "by different firmware" in said, said
        _check(arch, image)
        said = _run(
            arch, image, "cmp /root/link /bin/msh && stat -c %a /root/copy; ls -d /c /a;"
            " wc -c </etc/added", "--boot", "uefi",
        )  # fmt: skip
        words = said.split()
        assert words[0] == "4711" and words[-1] == str(os.path.getsize(__file__)), said
        assert "/c" in words and "/a" in words, said
        _check(arch, image)


def test_the_prompt_and_orderly_ends(arch: str) -> None:
    """poweroff and reboot leave the disk in order, whatever is open, even without a name."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(arch, folder)
        with Console(arch, "--disk", image) as console:
            console.login()
            console.command("echo kept >/root/kept; exec 3>/root/gone; rm /root/gone; echo x >&3")
            console.send("reboot\n")
            console.expect("Portolan")  # the kernel's first word; the old shell prompts once more
            console.login()
            assert console.command("cat /root/kept; ls /root") == "kept\nkept"
            console.command("cd /tmp; seq 1 30000 >numbers; exec 3<numbers; rm numbers")
            console.send("poweroff\n")
            console.expect_end()
        _check(arch, image)


def test_pulled_plug(arch: str) -> None:
    """What was synced is there; e2fsck repairs the rest, and the disk boots all the same."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(arch, folder)
        with Console(arch, "--disk", image) as console:
            console.login()
            console.command("seq 1 20000 >/root/kept; sync")
            console.send("while :; do cp -r /etc /tmp/e; rm -r /tmp/e; seq 1 9999 >/tmp/f; done\n")
            console.send("\n\n\n")
            os.kill(console._process_id, signal.SIGKILL)
        said = _run(arch, image, "tail -n 1 /root/kept")
        assert said == "20000\n", said
        command = ["e2fsck", "-fy", _root(arch, image)]
        done = subprocess.run(command, env=E2FS, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        _check(arch, image)
        assert _run(arch, image, "wc -l </root/kept; rm -rf /tmp/[ef]") == "20000\n"
        _check(arch, image)


def test_linux_reads_and_writes_it(arch: str) -> None:
    """Debian's kernel mounts the root, and each system reads what the other wrote."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(arch, folder)
        _run(arch, image, "seq 1 5000 >/root/ours; ln -s ours /root/link")
        said = _run(
            arch, image, "mount -t ext2 /dev/vda2 /mnt && md5sum </mnt/root/link &&"
            " seq 1 70000 >/mnt/root/theirs && mkdir /mnt/theirs && umount /mnt", "--kernel", "linux",
        )  # fmt: skip
        ours = "".join(f"{n}\n" for n in range(1, 5001)).encode()
        done = subprocess.run(["md5sum"], input=ours, capture_output=True, check=True)
        assert said.encode() == done.stdout, said
        _check(arch, image)
        said = _run(arch, image, "tail -n 1 /root/theirs; rmdir /theirs; stat -c %s /root/theirs")
        assert said.split() == ["70000", "408894"], said
        _check(arch, image)


def test_no_such_root(arch: str) -> None:
    """One line on the console, and a status of its own."""
    command = [top("build", "portolan"), "run", "--arch", arch, "--append", "root=/dev/vdq9"]
    done = subprocess.run([*command, "--cmd", "true"], capture_output=True, text=True, check=False)
    assert done.returncode == BAD_ARCHIVE, f"{done}"
    assert "boot: cannot mount the root /dev/vdq9" in done.stderr, done.stderr


def test_nodes(arch: str) -> None:
    """Raw reads and writes of a disk and its partitions, at any offset."""
    with tempfile.TemporaryDirectory() as folder:
        image = _make(arch, folder)
        said = _run(
            arch, image, "dd if=/dev/vda bs=8 skip=64 count=1 2>/dev/null; echo;"
            " printf portolan | dd of=/dev/vda3 bs=1 seek=70001 conv=fsync 2>/dev/null;"
            " dd if=/dev/vda3 bs=1 skip=70000 count=9 2>/dev/null | od -c | head -n 1;"
            " busybox blockdev --getsize64 /dev/vda; busybox blockdev --getss /dev/vda2;"
            " tail -c 512 /dev/vda | dd bs=8 count=1 2>/dev/null; cat /dev/vda1 | wc -c;"
            " echo x | dd of=/dev/vda1 bs=1 seek=50331648 2>&1 | grep -c 'No space'",
        )  # fmt: skip
        assert said.split("\n") == [
            "EFI PART", "0000000  \\0   p   o   r   t   o   l   a   n", str(160 << 20), "512",
            "EFI PART" + str(48 << 20), "1", "",
        ], said  # fmt: skip
