"""What a boot gets in memory: the boot archive, and a second archive with the caller's files behind
it.

The second one holds what is to lie over the root (--rootfs), the --add files and, as /run/command,
the command. Joined, the two lie in an
anonymous file that QEMU opens by its descriptor, so nothing has to be written to a disk or cleaned
up.
"""

import io
import os

from .cpio import ALIGNMENT, Archive
from .paths import ToolError, need, out


class Initrd:
    """A boot archive with additions."""

    def __init__(
        self,
        arch: str,
        kernel: str,
        add: list[str],
        command: str | None = None,
        archive: str | None = None,
        rootfs: str | None = None,
    ) -> None:
        name = "linux.cpio" if kernel == "linux" else "boot.cpio"
        self.base = archive or need(out(arch, name), f"run `make ARCH={arch}`")
        extended = bool(add or rootfs or command is not None)
        self.plain = not (extended or archive)
        self.extra = _segment(arch, add, command, rootfs) if extended else b""
        self.descriptors: list[int] = []

    def path(self) -> str:
        """A name by which QEMU, given `descriptors`, opens the whole."""
        if not self.extra:
            return self.base
        joined = os.memfd_create("boot-archive", 0)
        with open(self.base, "rb") as base:
            size = os.fstat(base.fileno()).st_size
            sent = 0
            while sent < size:
                sent += os.sendfile(joined, base.fileno(), sent, size - sent)
        with open(joined, "ab", closefd=False) as file:
            file.write(bytes(-size % ALIGNMENT) + self.extra)
        self.descriptors.append(joined)
        return f"/proc/self/fd/{joined}"

    def close(self) -> None:
        """Gives the memory back."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors.clear()


def guest_path(item: str) -> tuple[str, str]:
    """HOSTFILE[:GUESTPATH] as a pair. Without GUESTPATH the file lands in the root folder."""
    host, separator, guest = item.rpartition(":")
    if not separator or not guest or (os.path.lexists(item) and not os.path.lexists(host)):
        host, guest = item.removesuffix(":"), "/"
    if guest.endswith("/"):
        guest += os.path.basename(os.path.abspath(host))
    return host, guest


def _segment(arch: str, add: list[str], command: str | None, rootfs: str | None) -> bytes:
    buffer = io.BytesIO()
    archive = Archive(buffer)
    if rootfs is not None:
        if not os.path.isdir(rootfs):
            raise ToolError(f"--rootfs {rootfs}: no such folder")
        archive.tree(os.path.realpath(rootfs), "/")
    made: set[str] = set()
    for item in add:
        host, guest = guest_path(item)
        if not os.path.exists(host):
            raise ToolError(f"--add {item}: no such file")
        for folder in _parents(guest):
            # Linux makes no missing folders, and would give those that exist another mode.
            if folder not in made and not os.path.isdir(out(arch, "root", folder)):
                archive.folder(folder)
                made.add(folder)
        archive.tree(os.path.realpath(host), guest)
    if command is not None:
        archive.regular("run/command", command.encode(errors="surrogateescape"))
    archive.close()
    return buffer.getvalue()


def _parents(path: str) -> list[str]:
    """The folders above a path, the outermost first."""
    parts = path.strip("/").split("/")[:-1]
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]
