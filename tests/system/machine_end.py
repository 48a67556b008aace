"""What is said of a machine that ends by itself, and of a QEMU that falls."""

import subprocess
import tempfile

from portolan_tool import run
from portolan_tool.guest_suite import Case, Result, run_cases
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import BOOT_FAILURE, top

INSTRUCTION_POINTER = {"x86_64": "RIP=", "aarch64": " PC="}
# Its first instruction faults, and there is no table to find a handler in.
TRIPLE_FAULT = """
.section .note.pvh, "a", @note
.long 4, 8, 18
.asciz "Xen"
.quad start
.text
.code32
.globl start
start: lidt none
fault: ud2
none: .long 0, 0
"""


def _run(arch: str, command: str) -> tuple[int, str]:
    line = [top("build", "portolan"), "run", "--arch", arch, "--timeout", "240", "--cmd", command]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def test_reset(arch: str) -> None:
    status, errors = _run(arch, "reboot -f")
    assert status == BOOT_FAILURE and "the machine reset itself" in errors, errors
    assert INSTRUCTION_POINTER[arch] in errors, errors


def test_reason(arch: str) -> None:
    """Whoever restarts it because of a failure has said why, while the console was a server's."""
    status, errors = _run(arch, "svc kill process; sleep 100")
    assert status == BOOT_FAILURE and "process: died, and nothing works without it" in errors, errors


def test_power_off(arch: str) -> None:
    status, errors = _run(arch, "poweroff -f")
    assert status == BOOT_FAILURE and "the machine switched itself off" in errors, errors
    assert INSTRUCTION_POINTER[arch] not in errors, errors


def test_given_up(arch: str) -> None:
    """What a machine does that nothing is heard of."""
    initrd = Initrd(arch, "portolan", [], "echo on; while :; do :; done")
    outcome = run.command(Machine(arch=arch), initrd, None, lambda data: None, idle=2)
    initrd.close()
    assert outcome.reason == "no output for 2 s", outcome.reason
    assert INSTRUCTION_POINTER[arch] in outcome.tail(), outcome.tail()


class _Faulty(Machine):
    """Starts a kernel of its own."""

    file = ""

    def _kernel_file(self) -> str:
        return self.file


def test_triple_fault(arch: str) -> None:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        with open(f"{folder}/fault.S", "w", encoding="ascii") as source:
            source.write(TRIPLE_FAULT)
        command = ["clang-19", "--target=x86_64-linux-gnu", "-nostdlib", "-static", "-fuse-ld=lld-19"]
        command += ["-Wl,-e,start", "-o", f"{folder}/fault.elf", f"{folder}/fault.S"]
        subprocess.run(command, check=True)
        symbols = subprocess.run(
            ["llvm-nm-19", f"{folder}/fault.elf"], capture_output=True, text=True, check=True
        ).stdout
        fault = next(line.split()[0] for line in symbols.splitlines() if line.endswith(" fault"))
        machine = _Faulty(arch)
        machine.file = f"{folder}/fault.elf"
        initrd = Initrd(arch, "portolan", [])
        outcome = run.command(machine, initrd, 240, lambda data: None)
    assert outcome.status == BOOT_FAILURE and outcome.reason == "the machine reset itself"
    assert f"EIP={fault[-8:]}" in outcome.tail(), outcome.tail()


test_triple_fault.ARCHES = ("x86_64",)  # ARM64 goes on faulting instead


class _Falling(Machine):
    """Its QEMU falls so many times, before it does anything."""

    falls = 0

    def command(self, initrd: Initrd, serial: list[str]) -> list[str]:
        if self.falls == 0:
            return super().command(initrd, serial)
        self.falls -= 1
        return ["/bin/sh", "-c", "kill -SEGV $$"]


def _play(arch: str, falls: int) -> tuple[dict[str, Result], list[str]]:
    results: dict[str, Result] = {}
    notes: list[str] = []

    def keep(case: Case, result: Result) -> None:
        results[case.name] = result

    machine = _Falling(arch)
    machine.falls = falls
    run_cases(machine, [], [Case("one", "echo 1"), Case("two", "echo 2")], keep, notes.append)
    return results, notes


def test_fall_is_repeated(arch: str) -> None:
    results, notes = _play(arch, 1)
    assert [result.output for result in results.values()] == [b"1\n", b"2\n"], results
    assert len(notes) == 1 and notes[0].startswith(f"{run.CRASHED} 11"), notes


def test_second_fall_fails(arch: str) -> None:
    results, notes = _play(arch, 2)
    assert results["one"].status is None and run.CRASHED.encode() in results["one"].errors, results
    assert results["two"].output == b"2\n" and len(notes) == 1, notes
