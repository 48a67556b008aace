"""What Debian's Linux needs to see disks."""

import fcntl
import os
import subprocess

from .paths import TOP, ToolError, out


def folder(arch: str) -> str:
    """A folder of modules, unpacked at first use. Two at once take turns."""
    path = os.path.join(TOP, "out", "linux-modules", arch)
    with open(out(arch, "modules.lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not os.path.isdir(path):
            if subprocess.run(["build/linux_modules.sh", arch], cwd=TOP, check=False).returncode:
                raise ToolError("cannot get Linux's modules")
    return path
