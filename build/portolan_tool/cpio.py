"""Boot archives: cpio in the "newc" form.

A boot archive may be several cpio archives one after the other. The guest unpacks each in turn, up
to its trailer and then to the next multiple of four bytes; a later entry replaces an earlier one of
that name, and a missing parent folder is made.
"""

import os
import stat
from typing import BinaryIO

ALIGNMENT = 4


class Archive:
    """Writes one cpio archive to a binary file. Every entry belongs to root."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.inode = 1

    def entry(self, name: str, mode: int, data: bytes = b"", mtime: int = 0) -> None:
        """Writes one entry; `mode` has the file type in it."""
        encoded = name.strip("/").encode() + b"\0"
        links = 2 if stat.S_ISDIR(mode) else 1
        fields = (self.inode, mode, 0, 0, links, mtime, len(data), 0, 0, 0, 0, len(encoded), 0)
        header = b"070701" + b"".join(b"%08x" % field for field in fields)
        self.file.write(header + encoded + _padding(len(header) + len(encoded)))
        self.file.write(data + _padding(len(data)))
        self.inode += 1

    def folder(self, name: str, mode: int = 0o755) -> None:
        """Writes a folder."""
        self.entry(name, stat.S_IFDIR | mode)

    def regular(self, name: str, data: bytes, mode: int = 0o644, mtime: int = 0) -> None:
        """Writes an ordinary file."""
        self.entry(name, stat.S_IFREG | mode, data, mtime)

    def symlink(self, name: str, target: str) -> None:
        """Writes a symbolic link."""
        self.entry(name, stat.S_IFLNK | 0o777, target.encode())

    def tree(self, source: str, name: str, fixed_time: bool = False) -> None:
        """Writes a file, link or whole folder of the host as `name`, in sorted order."""
        status = os.lstat(source)
        mtime = 0 if fixed_time else int(status.st_mtime)
        if stat.S_ISLNK(status.st_mode):
            self.symlink(name, os.readlink(source))
        elif stat.S_ISDIR(status.st_mode):
            if name.strip("/"):
                self.entry(name, status.st_mode, mtime=mtime)
            for child in sorted(os.listdir(source)):
                self.tree(os.path.join(source, child), f"{name}/{child}", fixed_time)
        elif stat.S_ISREG(status.st_mode):
            with open(source, "rb") as file:
                self.entry(name, status.st_mode, file.read(), mtime)
        else:
            raise ValueError(f"{source}: neither file, link nor folder")

    def close(self) -> None:
        """Writes the trailer and pads, so that another archive can follow. Leaves the file open."""
        self.inode = 0
        self.entry("TRAILER!!!", 0)


def _padding(size: int) -> bytes:
    return bytes(-size % ALIGNMENT)
