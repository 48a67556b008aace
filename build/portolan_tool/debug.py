"""portolan debug: the machine stopped at its first instruction, and gdb with the kernel's
symbols.
"""

import os
import signal
import socket
import subprocess

from .initrd import Initrd
from .machine import Machine
from .paths import need, out

GDB_ARCH = {"x86_64": "i386:x86-64", "aarch64": "aarch64"}


def session(machine: Machine, add: list[str], rootfs: str | None) -> int:
    """Runs gdb on this terminal; the console goes to out/ARCH/console.log. Returns gdb's status."""
    symbols = need(out(machine.arch, "kernel.elf"), f"run `make ARCH={machine.arch}`")
    log = out(machine.arch, "console.log")
    initrd = Initrd(machine.arch, machine.kernel, add, rootfs=rootfs)
    port = _free_port()
    machine.append = f"{machine.append} nokaslr"  # gdb looks for symbols where they were linked
    command = machine.command(initrd, ["-serial", f"file:{log}", "-monitor", "none"])
    command += ["-gdb", f"tcp:127.0.0.1:{port}", "-S"]
    # Its own session, so that Ctrl-C in gdb does not end it.
    qemu = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, pass_fds=initrd.descriptors, start_new_session=True
    )
    print(f"the console goes to {os.path.relpath(log)}; `continue` starts the machine", flush=True)
    gdb = ["gdb-multiarch", "-q", "-ex", f"set architecture {GDB_ARCH[machine.arch]}"]
    gdb += ["-ex", f"target remote 127.0.0.1:{port}", symbols]
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(gdb, check=False).returncode
    finally:
        signal.signal(signal.SIGINT, previous)
        qemu.kill()
        qemu.wait()
        initrd.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
