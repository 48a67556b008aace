"""Memory that is larger than the machine's, on a swap partition."""

import os
import tempfile

from portolan_tool import disk_image, gpt
from portolan_tool.console import Console
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

PROGRAM = "memory_rewrite"


def _program(arch: str) -> str:
    return f"{out(arch, 'target', PROGRAM)}:/bin/{PROGRAM}"


def _disk(folder: str, mebibytes: int) -> str:
    """A disk with nothing but a swap partition."""
    image = os.path.join(folder, "disk")
    sectors = mebibytes * disk_image.MIB // gpt.SECTOR
    part = gpt.Partition(gpt.SWAP, "swap", gpt.FIRST, sectors)
    with open(image, "wb") as file:
        file.truncate((sectors + 2 * gpt.FIRST) * gpt.SECTOR)
    disk_image.place(image, part, disk_image.make_swap(folder, sectors))
    gpt.write(image, {1: part})
    return image


def _run(arch: str, disk: str, script: str, smp: int = 1, mem: str = "128M") -> str:
    output = bytearray()
    machine = Machine(arch=arch, smp=smp, disks=[disk], mem=mem)
    script = "until grep -q vda1 /proc/swaps; do sleep 0.1; done; " + script
    outcome = command(machine, Initrd(arch, "portolan", [_program(arch)], script), 500, output.extend)
    assert outcome.status == 0, output.decode(errors="replace") + outcome.reason + outcome.tail()
    return output.decode(errors="replace")


def test_twice_the_memory(arch: str) -> None:
    """Written, read, changed and read again by two processes, while a shell counts."""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            arch, _disk(folder, 256),
            f"{PROGRAM} 128 >/tmp/said & n=0; while kill -0 $! 2>/dev/null; do"
            " n=$((n + 1)); ls /proc >/dev/null; sleep 0.2; done; wait $!; echo $?; cat /tmp/said;"
            " [ $n -gt 5 ] && echo usable; awk '/pswp/ && $2 > 10000' /proc/vmstat;"
            " awk '/SwapTotal|SwapFree/ { print $1, ($2 > 250000) }' /proc/meminfo",
            mem="64M",
        )  # fmt: skip
        lines = said.split("\n")
        assert lines[:5] == ["0", "0 wrong", "child 0", "0 wrong", "usable"], said
        assert "pswpin" in said and "pswpout" in said, said
        # What the program had there is free again.
        assert "SwapTotal: 1\nSwapFree: 1" in said, said


def test_what_the_tools_tell(arch: str) -> None:
    """Of the space in use: meminfo, swaps, vmstat, free and sysinfo (busybox's free) agree."""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            arch, _disk(folder, 256),
            "busybox awk 'BEGIN { for (i = 0; i < 900000; i++) a[i] = i;"
            ' print "built"; fflush(); system("sleep 100") }\' >/tmp/said &'
            " until grep -q built /tmp/said; do sleep 0.1; done;"
            " awk '/Swap(Total|Free)/ { was = used; used = $2 - was } END { print -used }' /proc/meminfo;"
            " awk 'NR == 2 { print $4 }' /proc/swaps; vmstat | awk 'NR == 3 { print $3 }';"
            " free | awk '/Swap/ { print $3 }'; busybox free | awk '/Swap/ { print $3 }'; kill $!",
            mem="64M",
        )  # fmt: skip
        used = [int(word) for word in said.split()]
        # Each program takes some memory itself.
        assert len(used) == 5 and min(used) > 20_000 and max(used) - min(used) < 2_000, used


def test_a_full_swap_space(arch: str) -> None:
    """The program that wants too much is killed, and said so; nothing else is."""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            arch, _disk(folder, 16),
            f"sleep 1000 & {PROGRAM} 200; echo $?; kill $! && echo alive; svc | awk '$3 > 0 && NR > 1' | wc -l;"
            " dmesg | grep -c 'out of memory: ending task.*memory_rewrite'",
            mem="64M",
        )  # fmt: skip
        assert said.split("\n")[-5:-1] == ["137", "alive", "0", "1"], said


def test_the_driver_and_the_server_die(arch: str) -> None:
    """What is on the disk and what is on its way survive both."""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            arch, _disk(folder, 128),
            f"{PROGRAM} 96 & for i in 1 2 3; do sleep 1; svc kill memory; sleep 1;"
            " svc kill virtio_block; done; wait $!; s=$?; [ $s = 0 ] || dmesg | tail -n 20; echo $s",
            smp=4, mem="64M",
        )  # fmt: skip
        assert said.split("\n")[-5:-1] == ["0 wrong", "child 0", "0 wrong", "0"], said


def test_the_driver_dies_while_the_server_looks(arch: str) -> None:
    """The server goes on with the next driver, and has the space: a driver that died is no disk without one."""
    with tempfile.TemporaryDirectory() as folder:
        said = _run(
            arch, _disk(folder, 16),
            "for i in 1 2 3 4 5 6 7 8 9 10; do svc kill memory; svc kill virtio_block;"
            " until grep -q vda1 /proc/swaps; do sleep 0.1; done; done; dmesg | grep 'is not used' | wc -l",
            smp=4, mem="64M",
        )  # fmt: skip
        assert said.split("\n")[-2] == "0", said


def test_no_header(arch: str) -> None:
    """A partition of the type without mkswap's header is left alone, with a word why."""
    with tempfile.TemporaryDirectory() as folder:
        disk = _disk(folder, 16)
        with open(disk, "r+b") as file:
            file.seek(gpt.FIRST * gpt.SECTOR + 4086)
            file.write(b"SOMETHING!")
        with Console(arch, "--disk", disk) as console:
            console.login()
            said = console.command("until svc log memory | grep vda1; do :; done; wc -l </proc/swaps")
            assert "vda1 is not used: it has no header" in said, said
            assert said.strip().endswith("1"), said


def test_the_disk_does_not_give_it_back(arch: str) -> None:
    """SIGBUS to the program whose memory it was, and to nobody else; who comes next has the disk's other half."""
    with tempfile.TemporaryDirectory() as folder:
        disk = _disk(folder, 128)
        rules = os.path.join(folder, "rules")
        bad = gpt.FIRST + 4 * disk_image.MIB // gpt.SECTOR
        with open(rules, "w", encoding="ascii") as file:
            for sector in range(bad, bad + 8):
                file.write(f'[inject-error]\nevent = "read_aio"\nsector = "{sector}"\niotype = "read"\nerrno = "5"\n')
        said = _run(
            arch, f"blkdebug:{rules}:{disk}",
            f"sleep 1000 & {PROGRAM} 72; echo $?; kill $! && echo alive; svc | awk '$3 > 0 && NR > 1' | wc -l;"
            " svc log memory | grep -c 'input/output error at'",
            mem="64M",
        )  # fmt: skip
        lines = said.split("\n")
        assert lines[-5:-2] == ["135", "alive", "0"] and int(lines[-2]) > 0, said
