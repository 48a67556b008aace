"""portolan profile: where the instructions of one benchmark go.

The benchmark's program, given a name, repeats that benchmark for ever. QEMU's execution log, one
instruction a line, is cut into rounds at an address of the loop around the benchmark, and what
stands between two is counted by function. The log does not say which task an instruction belongs
to; of the servers, which are all linked to the same address, one is taken to do the work.
"""

import bisect
import os
import re
import socket
import subprocess
import tempfile
import time
from collections import Counter

from . import mach_tests
from .initrd import Initrd
from .machine import Machine
from .paths import ToolError, need, out, top

_BOOT_LIMIT = 300.0
_ENOUGH = 24 << 20  # bytes of log
_PC = re.compile(rb"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/", re.M)


def run(arch: str, name: str, listing: bool, server: str) -> int:
    """Prints the functions of one round with their instructions, or every instruction."""
    native = f'{{"{name}"'.encode() not in _contents(top("tests", "bench", "posix.cpp"))
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        initrd = _native(arch, name, folder) if native else _ordinary(arch, name)
        try:
            addresses = _record(arch, name, initrd, folder)
        finally:
            initrd.close()
    programs = [out(arch, "mach-tests", "bench")] if native else _programs(arch, server)
    symbols = _Symbols(arch, [out(arch, "kernel.elf"), *programs])
    rounds = _rounds(addresses, symbols, "void mach_bench::repeat" if native else f"run_{name}")
    if listing:
        _list(rounds[len(rounds) // 2], symbols)
        return 0
    total = sum(len(each) for each in rounds)
    counts = Counter(symbols.name(pc) for each in rounds for pc in each)
    for function, count in counts.most_common():
        print(f"{count / len(rounds):10.1f}  {function}")
    print(f"{total / len(rounds):10.1f}  in all, over {len(rounds)} rounds")
    return 0


def _native(arch: str, name: str, folder: str) -> Initrd:
    """A system that consists of the native program."""
    with open(services := os.path.join(folder, "services"), "w", encoding="utf-8") as file:
        file.write(mach_tests.SERVICES.format(name="bench", arguments=f"  arguments {name}\n"))
    program = f"{out(arch, 'mach-tests', 'bench')}:/boot/tests/bench"
    return Initrd(arch, "portolan", [program, f"{services}:/boot/services"])


def _ordinary(arch: str, name: str) -> Initrd:
    """The whole system with the program that Linux runs too."""
    program = f"{out(arch, 'bench', 'posix')}:/bench/posix"
    return Initrd(arch, "portolan", [program], f"/bench/posix repeat {name} > /dev/console")


def _programs(arch: str, server: str) -> list[str]:
    names = (("bench", "posix"), ("libposix.elf",), ("servers", server))
    return [out(arch, *parts) for parts in names]


def _record(arch: str, name: str, initrd: Initrd, folder: str) -> list[int]:
    log, console, monitor = (os.path.join(folder, n) for n in ("log", "console", "monitor"))
    command = Machine(arch, icount=True).command(initrd, ["-serial", f"file:{console}"])
    command += ["-monitor", f"unix:{monitor},server=on,wait=off", "-D", log]
    qemu = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=initrd.descriptors)
    try:
        _await(qemu, lambda: b"repeats " + name.encode() in _contents(console), _BOOT_LIMIT)
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(monitor)
            line.sendall(b"singlestep on\nlog nochain,exec\n")
            _await(qemu, lambda: os.path.exists(log) and os.path.getsize(log) > _ENOUGH, _BOOT_LIMIT)
            line.sendall(b"log none\n")
    finally:
        qemu.kill()
        qemu.wait()
    with open(log, "rb") as file:
        return [int(pc, 16) for pc in _PC.findall(file.read(_ENOUGH))]


def _contents(path: str) -> bytes:
    if not os.path.exists(path):
        return b""
    with open(path, "rb") as file:
        return file.read()


def _await(qemu: subprocess.Popen, condition, limit: float) -> None:
    end = time.monotonic() + limit
    while not condition():
        if qemu.poll() is not None or time.monotonic() > end:
            raise ToolError("the benchmark did not begin; is its name right?")
        time.sleep(0.02)


def _rounds(addresses: list[int], symbols: "_Symbols", around: str) -> list[list[int]]:
    """What lies between two visits of the benchmark's own loop, which is in the function `around`."""
    loop = [pc for pc in addresses if symbols.name(pc).startswith(around)]
    if not loop:
        raise ToolError("no round repeats")
    mark = Counter(loop).most_common()[-1][0]  # seldom: what is seen once a round, not once a call
    at = [i for i, pc in enumerate(addresses) if pc == mark]
    return [addresses[a:b] for a, b in zip(at, at[1:])][1:]


class _Symbols:
    def __init__(self, arch: str, files: list[str]) -> None:
        table = {}
        for file in files:
            need(file, f"run `make ARCH={arch}`")
            names = subprocess.run(
                ["llvm-nm-19", "-C", "--defined-only", file], capture_output=True, text=True, check=True
            )  # fmt: skip
            for line in names.stdout.splitlines():
                address, kind, symbol = line.split(" ", 2)
                if kind in "tTwW" and not symbol.startswith("$"):
                    table[int(address, 16)] = symbol
        self.starts = sorted(table)
        self.names = [table[start] for start in self.starts]

    def name(self, pc: int) -> str:
        """The function that an address is in."""
        at = bisect.bisect_right(self.starts, pc) - 1
        return self.names[at].replace("(anonymous namespace)::", "").split("(")[0] if at >= 0 else hex(pc)


def _list(addresses: list[int], symbols: _Symbols) -> None:
    last = ""
    for pc in addresses:
        name = symbols.name(pc)
        if name != last:
            print(f"{name}:")
        last = name
        print(f"  {pc:x}")
