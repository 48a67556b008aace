"""What the processors themselves keep from going wrong, read from outside by QEMU's gdb stub."""

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out, top
from portolan_tool.stub import Page, Stub

PROCESSORS = 4
PAGE = 4096
STACK_PAGES = 4
KERNEL_HALF = 0xFFFF << 48
SCRIPT = "while :; do cat /proc/meminfo > /dev/null; done"
ENTRY = "trap_page_fault"  # where a program's first touch of a page comes by


@contextmanager
def _machine(arch: str) -> Iterator[tuple[Stub, str]]:
    """A machine that is busy, stopped, and the console's file."""
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        line, console = os.path.join(folder, "gdb"), os.path.join(folder, "console")
        initrd = Initrd(arch, "portolan", [], SCRIPT)
        machine = Machine(arch, smp=PROCESSORS, append="nokaslr")
        command = machine.command(initrd, ["-serial", f"file:{console}"]) + Stub.options(line)
        qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=initrd.descriptors)
        try:
            stub = Stub(arch, line)
            _await_start(stub)
            yield stub, console
        finally:
            qemu.kill()
            qemu.wait()
            initrd.close()


def _await_start(stub: Stub) -> None:
    """Lets the machine run until each processor has come to the kernel's own structure for it."""
    end = time.monotonic() + 240
    while True:
        stub.go_on()
        time.sleep(0.5)
        stub.stop()
        places = []
        for processor in stub.processors():
            stub.select(processor)
            places.append(_local(stub))
        if all(place >= KERNEL_HALF for place in places):
            return
        assert time.monotonic() < end, places


def _await(console: str, text: str, since: int) -> str:
    """Waits until the console's log holds `text`."""
    end = time.monotonic() + 240
    while True:
        said = ""
        if os.path.exists(console):
            with open(console, encoding="utf-8", errors="replace") as file:
                said = file.read()[since:]
        if text in said:
            return said
        assert time.monotonic() < end, said
        time.sleep(0.1)


def _symbol(arch: str, name: str) -> int:
    names = subprocess.run(
        ["llvm-nm-19", out(arch, "kernel.elf")], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(rf"^([0-9a-f]+) \w {name}$", names, re.M)
    assert found, name
    return int(found[1], 16)


def _constant(arch: str, name: str) -> int:
    with open(top("mach", "arch", arch, "machine", "layout.h"), encoding="utf-8") as file:
        found = re.search(rf"^#define {name} (\w+)", file.read(), re.M)
    assert found, name
    return int(found[1], 0)


def _pages(stub: Stub) -> list[Page]:
    """What the selected processor translates, in both halves."""
    if stub.arch == "x86_64":
        return stub.pages(stub.register("cr3") & -PAGE, 0)
    bits = (1 << 48) - PAGE
    low = stub.pages(stub.register("TTBR0_EL1") & bits, 0)
    return low + stub.pages(stub.register("TTBR1_EL1") & bits, KERNEL_HALF)


def _local(stub: Stub) -> int:
    """Where the kernel has what belongs to the selected processor."""
    if stub.arch == "aarch64":
        return stub.register("TPIDR_EL1")
    return max(stub.register("gs_base"), stub.register("k_gs_base"))


def _stack_top(stub: Stub, local: int) -> int:
    """Of the processor whose place this is. The selected one is in the kernel."""
    return stub.word(local + _constant(stub.arch, "CPU_STACK_TOP"))


def test_processors_protect_the_kernel(arch: str) -> None:
    """The kernel neither runs what is a user's nor touches it by mistake."""
    with _machine(arch) as (stub, _):
        processors = stub.processors()
        assert len(processors) == PROCESSORS
        for processor in processors:
            stub.select(processor)
            if arch == "x86_64":
                wanted = {"cr0": (16,), "cr4": (11, 20, 21), "efer": (11,)}  # WP; UMIP SMEP SMAP; NXE
                for name, bits in wanted.items():
                    value = stub.register(name)
                    assert all(value >> bit & 1 for bit in bits), (processor, name, hex(value))
            else:
                assert not stub.register("SCTLR") >> 23 & 1, processor  # SPAN: exceptions set PAN
        if arch == "aarch64":
            stub.run_to(_symbol(arch, ENTRY))
            state = stub.register("cpsr")
            assert state >> 2 & 3 == 1 and state >> 22 & 1, hex(state)  # PAN, in the kernel


def test_nothing_is_writable_and_executable(arch: str) -> None:
    """Nor the kernel's for users; what is executable is the image's, and not written by another way."""
    begin, end = _constant(arch, "IMAGE_BASE"), _symbol(arch, "rodata_begin")
    with _machine(arch) as (stub, _):
        for _ in range(1000):  # until the task that enters has touched more than its first page
            stub.run_to(_symbol(arch, ENTRY))
            pages = _pages(stub)
            user = [page for page in pages if page.address < KERNEL_HALF]
            if {True, False} <= {page.executable for page in user}:
                break
        else:
            raise AssertionError(f"no task has code and data: {user}")
    kernel = [page for page in pages if page.address >= KERNEL_HALF]
    assert len(kernel) > 50, len(kernel)
    assert not [page for page in pages if page.writable and page.executable]
    assert not [page for page in kernel if page.user]
    assert all(page.user for page in user)
    code = [page for page in kernel if page.executable]
    assert code and all(begin <= each.address and each.address + each.size <= end for each in code)
    first = min(each.physical for each in code)
    last = max(each.physical + each.size for each in code)
    for page in kernel:
        assert not page.writable or page.physical + page.size <= first or page.physical >= last, page


def test_stacks_have_guards(arch: str) -> None:
    with _machine(arch) as (stub, _):
        here = stub.run_to(_symbol(arch, ENTRY))
        pages = _pages(stub)
        mapped = {page.address for page in pages if page.size == PAGE}
        larger = [page for page in pages if page.size != PAGE]
        places = []
        for processor in stub.processors():
            stub.select(processor)
            places.append(_local(stub))
        stub.select(here)
        tops = {_stack_top(stub, place) for place in places}
        assert len(tops) == PROCESSORS, tops
        for stack_top in tops:
            for number in range(1, STACK_PAGES + 1):
                assert stack_top - number * PAGE in mapped, (hex(stack_top), number)
            guard = stack_top - (STACK_PAGES + 1) * PAGE
            assert guard not in mapped, hex(guard)
            assert not any(page.address <= guard < page.address + page.size for page in larger)


def test_an_overflow_is_told(arch: str) -> None:
    """A processor at the end of its stack panics at the next call, and says what it is."""
    with _machine(arch) as (stub, console):
        stub.run_to(_symbol(arch, ENTRY))
        end = _stack_top(stub, _local(stub)) - STACK_PAGES * PAGE
        stub.set_register("rsp" if arch == "x86_64" else "sp", end + 16)
        before = len(_await(console, "", 0))
        stub.go_on()
        said = _await(console, "panic: processor", before)
        assert "kernel stack lost" in said, said
