"""Root folders from Debian packages, for `portolan run --rootfs`."""

import os
import subprocess

from .paths import TOP, ToolError


def unpack(arch: str, names: list[str], folder: str) -> None:
    """Adds the files of Debian packages and of all that they depend on to a folder."""
    if not names:
        raise ToolError("--packages: no names")
    if os.path.exists(folder) and not os.path.isdir(folder):
        raise ToolError(f"{folder}: not a folder")
    os.makedirs(os.path.dirname(os.path.abspath(folder)), exist_ok=True)
    command = ["build/rootfs.sh", arch, os.path.abspath(folder), *names]
    if subprocess.run(command, cwd=TOP, check=False).returncode != 0:
        raise ToolError(f"cannot assemble {folder}")
