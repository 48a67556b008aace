"""The ways to boot, each to an answer from the shell."""

import subprocess

from portolan_tool.console import Console
from portolan_tool.paths import top


def _answer(arch: str, *options: str) -> None:
    command = [top("build", "portolan"), "run", "--arch", arch, *options, "--timeout", "240", "--cmd", "echo up; exit 3"]
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
