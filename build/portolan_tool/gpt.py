"""GUID partition tables (UEFI 2.9, chapter 5) in image files: writing one, and reading what a disk
is.
"""

import struct
import uuid
import zlib
from dataclasses import dataclass, field

SECTOR = 512
ENTRIES, ENTRY = 128, 128
TABLE_SECTORS = ENTRIES * ENTRY // SECTOR
FIRST = 2048  # where partitions begin; they are aligned to as many sectors
_HEADER = struct.Struct("<8sIIIIQQQQ16sQIII")

BIOS_BOOT = uuid.UUID("21686148-6449-6e6f-744e-656564454649")
ESP = uuid.UUID("c12a7328-f81f-11d2-ba4b-00a0c93ec93b")
SWAP = uuid.UUID("0657fd6d-a4ab-43c4-84e5-0933c84b4f4f")
# "Discoverable Partitions Specification": the root of a system for this architecture.
ROOT = {
    "x86_64": uuid.UUID("4f68bce3-e8cd-4db1-96e7-fbcaf984b709"),
    "aarch64": uuid.UUID("b921b045-1df0-41c3-af44-4c6f280d3fae"),
}


@dataclass
class Partition:
    """One entry; `first` and `sectors` say where it lies."""

    kind: uuid.UUID
    name: str
    first: int
    sectors: int
    identity: uuid.UUID = field(default_factory=uuid.uuid4)

    def pack(self) -> bytes:
        """The entry's 128 bytes."""
        place = struct.pack("<QQQ", self.first, self.first + self.sectors - 1, 0)
        name = self.name.encode("utf-16-le").ljust(72, b"\0")
        return self.kind.bytes_le + self.identity.bytes_le + place + name


def write(image: str, partitions: dict[int, Partition]) -> None:
    """Writes both tables and the protective MBR's table into a file of its full size. Partitions
    by number.
    """
    table = b"".join(
        partitions[number].pack() if number in partitions else bytes(ENTRY)
        for number in range(1, ENTRIES + 1)
    )
    disk = uuid.uuid4()
    with open(image, "r+b") as file:
        last = file.seek(0, 2) // SECTOR - 1
        usable = (2 + TABLE_SECTORS, last - 1 - TABLE_SECTORS)
        file.seek(446)
        protective = struct.pack("<BBBBBBBBII", 0, 0, 2, 0, 0xEE, 255, 255, 255, 1, last)
        file.write(protective + bytes(48) + b"\x55\xaa")
        for here, other, entries in ((1, last, 2), (last, 1, last - TABLE_SECTORS)):
            file.seek(entries * SECTOR)
            file.write(table)
            file.seek(here * SECTOR)
            file.write(_header(here, other, usable, disk, entries, table))


def _header(
    here: int, other: int, usable: tuple[int, int], disk: uuid.UUID, entries: int, table: bytes
) -> bytes:
    def pack(crc: int) -> bytes:
        return _HEADER.pack(
            b"EFI PART", 0x10000, _HEADER.size, crc, 0, here, other, *usable,
            disk.bytes_le, entries, ENTRIES, ENTRY, zlib.crc32(table),
        )  # fmt: skip

    return pack(zlib.crc32(pack(0)))


def kinds(image: str) -> list[uuid.UUID]:
    """The types of a disk's partitions; empty when it has no such table or cannot be read."""
    try:
        with open(image, "rb") as file:
            file.seek(SECTOR)
            header = file.read(_HEADER.size)
            if len(header) < _HEADER.size or not header.startswith(b"EFI PART"):
                return []
            fields = _HEADER.unpack(header)
            entries, count, size = fields[10:13]
            file.seek(entries * SECTOR)
            table = file.read(min(count, ENTRIES) * size)
    except OSError:
        return []
    found = [table[at : at + 16] for at in range(0, len(table) - 15, max(size, ENTRY))]
    return [uuid.UUID(bytes_le=kind) for kind in found if any(kind)]
