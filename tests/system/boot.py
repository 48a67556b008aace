"""The ways to boot, each to an answer from the shell."""

import os
import subprocess
import tempfile

from portolan_tool.console import Console, Skip
from portolan_tool.paths import BAD_ARCHIVE, out, top


def _answer(arch: str, *options: str) -> None:
    command = [
        top("build", "portolan"),
        "run",
        "--arch",
        arch,
        *options,
        "--timeout",
        "240",
        "--cmd",
        "echo up; exit 3",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("up\n", 3), f"{done}\n{done.stderr}"


def test_direct(arch: str) -> None:
    _answer(arch)


def test_four_processors(arch: str) -> None:
    _answer(arch, "--smp", "4")


def test_little_memory(arch: str) -> None:
    _answer(arch, "--mem", "64M")


def test_much_memory(arch: str) -> None:
    _answer(arch, "--mem", "8G")


def test_grub(arch: str) -> None:
    _answer(arch, "--boot", "grub")


def test_uefi(arch: str) -> None:
    _answer(arch, "--boot", "uefi")


def test_gic_v2(arch: str) -> None:
    if arch == "aarch64":
        _answer(arch, "--gic", "2")


def test_prompt(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        assert console.command("echo $((6 * 7))") == "42"


def _refusal(arch: str, *options: str) -> None:
    """There is one clear line, and a status of its own."""
    command = [top("build", "portolan"), "run", "--arch", arch, *options, "--cmd", "echo up"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", BAD_ARCHIVE), f"{done}\n{done.stderr}"
    assert "boot: " in done.stderr, done.stderr


def test_too_little_memory(arch: str) -> None:
    # Less than the kernel needs, more than QEMU itself asks for on that machine.
    _refusal(arch, "--mem", {"x86_64": "12M", "aarch64": "20M"}[arch])


def test_old_processor(arch: str) -> None:
    """An ARM64 processor without ARMv8.1's atomic instructions."""
    if arch != "aarch64":
        raise Skip("every x86-64 processor has what the kernel needs")
    _refusal(arch, "--cpu", "cortex-a72")


def test_corrupt_archive(arch: str) -> None:
    with open(out(arch, "boot.cpio"), "rb") as file:
        archive = bytearray(file.read())
    archive[0:6] = b"\x7fELF\0\0"
    _refuse_archive(arch, archive)


def test_truncated_archive(arch: str) -> None:
    with open(out(arch, "boot.cpio"), "rb") as file:
        archive = file.read()
    _refuse_archive(arch, archive[: len(archive) // 2])


def test_archive_without_room(arch: str) -> None:
    """Files in memory may take half of it, and what does not fit is not left out."""
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        for number in range(7600):  # each a page there, and hardly more than its name in the archive
            with open(os.path.join(folder, str(number)), "wb") as file:
                file.write(b"x")
        _refusal(arch, "--mem", "64M", "--add", f"{folder}:/added")


def _refuse_archive(arch: str, archive: bytes) -> None:
    with tempfile.NamedTemporaryFile(prefix="portolan-") as file:
        file.write(archive)
        file.flush()
        _refusal(arch, "--archive", file.name)
