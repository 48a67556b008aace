"""Services die and are started again: what docs/recovery.md promises their users."""

import os
import subprocess
import tempfile

from portolan_tool.console import Console
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}

COPYING = """
mount -t ext2 /dev/vda /mnt || exit 1
seq 1 60000 >/tmp/numbers
(for i in 1 2 3 4 5 6; do svc kill virtio_block; svc kill pci; done; echo killed >/tmp/killed) &
for i in 1 2 3 4 5 6 7 8; do
    cp /tmp/numbers /tmp/copy$i && cp /tmp/numbers /mnt/copy$i && sync || echo failed
done
wait
cat /tmp/killed
umount /mnt && mount -t ext2 /dev/vda /mnt || echo not mounted
for file in /tmp/copy* /mnt/copy*; do cmp /tmp/numbers $file || echo $file differs; done
ls /tmp/copy* /mnt/copy* | wc -l
umount /mnt
svc log virtio_block | grep -c again
"""


def _run(
    arch: str,
    script: str,
    smp: int = 1,
    disks: list[str] | None = None,
    files: list[str] | None = None,
) -> str:
    output = bytearray()
    machine = Machine(arch=arch, smp=smp, disks=disks or [])
    outcome = command(machine, Initrd(arch, "portolan", files or [], script), 120, output.extend)
    said = output.decode(errors="replace")
    assert outcome.status == 0, said + outcome.reason + outcome.tail()
    return said


def test_drivers_die_while_files_are_copied(arch: str) -> None:
    """Files are copied in memory and to a disk; its drivers die again and again, and nobody sees."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(
            ["mke2fs", "-q", "-t", "ext2", "-b", "1024", image, "32M"], check=True, env=E2FS
        )
        for smp in (1, 4):
            said = _run(arch, COPYING, smp, [image]).split()
            assert said[:2] == ["killed", "16"], said
            assert int(said[2]) > 6, said
            assert len(said) == 3, said
        done = subprocess.run(
            ["e2fsck", "-fn", image], env=E2FS, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_drivers_die_a_hundred_times(arch: str) -> None:
    """Nothing that a driver is given is ever used up: interrupts, addresses, names."""
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(["mke2fs", "-q", "-t", "ext2", image, "8M"], check=True, env=E2FS)
        said = _run(
            arch,
            "i=0; while [ $i -lt 100 ]; do svc kill pci; svc kill virtio_block; i=$((i+1)); done;"
            " mount -t ext2 /dev/vda /mnt && echo hello >/mnt/file && umount /mnt &&"
            " mount -t ext2 /dev/vda /mnt && cat /mnt/file",
            disks=[image],
        )
        assert said.split() == ["hello"], said


# A process that has been waited for may end as a task a little later: the fewest of several counts.
DEAD_TOGETHER = """
tasks() {
    fewest=$(/count_tasks)
    for i in $(seq 20); do
        count=$(/count_tasks)
        [ $count -ge $fewest ] || fewest=$count
    done
    echo $fewest
}
mount -t ext2 /dev/vda /mnt || exit 1
before=$(tasks)
svc stop pci; svc stop virtio_block
until [ $(tasks) = $((before - 1)) ]; do :; done
for round in 1 2 3; do [ $(tasks) = $((before - 1)) ] || echo gone; done
svc start pci; svc start virtio_block
echo hello >/mnt/file && sync && cat /mnt/file
until [ $(tasks) = $before ]; do :; done
umount /mnt
"""


def test_a_driver_dies_while_pci_is_dead(arch: str) -> None:
    """What its device may reach stays until the next pci has silenced that: its task counts so long."""
    program = out(arch, "sdk", "tests", "count_tasks.musl") + ":/count_tasks"
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk")
        subprocess.run(["mke2fs", "-q", "-t", "ext2", image, "8M"], check=True, env=E2FS)
        for smp in (1, 4):
            said = _run(arch, DEAD_TOGETHER, smp, [image], [program])
            assert said.split() == ["hello"], said


def test_svc_stops_and_starts(arch: str) -> None:
    """What is stopped stays so until it is started; some cannot be; only root decides."""
    said = _run(
        arch,
        "svc stop virtio_block; svc | grep block; svc start virtio_block; svc | grep block;"
        " svc stop file; echo =$?; svc stop nobody; echo =$?; su user -c 'svc kill pci'; echo =$?",
    )
    words = said.split()
    assert words[:2] == ["virtio_block", "stopped"], said
    assert words[4:6] == ["virtio_block", "running"], said
    assert words.count("=1") == 3, said


def test_console_dies(arch: str) -> None:
    """The session on it is hung up, and the next one begins."""
    with Console(arch) as console:
        console.login()
        console.command("sleep 1000 &")
        console.send("svc kill console\n")
        console.login()
        assert "console" in console.command("svc log console")
        assert console.command("echo again") == "again"


def test_a_mistake_in_a_description(arch: str) -> None:
    """It is told by file, line and what is wrong, and everything else starts."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "wrong")
        with open(path, "w", encoding="ascii") as file:
            file.write("service wrong\n  program /boot/pci\n  colour red\n")
        output = bytearray()
        initrd = Initrd(arch, "portolan", [path + ":/boot/services.d/wrong"], "dmesg; svc")
        outcome = command(Machine(arch=arch), initrd, 60, output.extend)
        said = output.decode(errors="replace")
        assert outcome.status == 0, said + outcome.reason
        assert "/boot/services.d/wrong:3: unknown word 'colour'" in said, said
        assert "virtio_block" in said, said
