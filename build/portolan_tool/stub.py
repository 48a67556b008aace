"""QEMU's gdb stub: processors stopped, their registers, and the page tables they walk.

The protocol is gdb's remote serial protocol. A machine started with `options` waits until it is
let go on. Registers go by their names in the stub's own description of them, system registers too.
"""

import re
import socket
import time
from dataclasses import dataclass

_PRESENT = 1
_ENTRIES = 512
_ANSWER_LIMIT = 120.0  # seconds
_UNNUMBERED = ("ss_base", "ds_base", "es_base")  # QEMU describes these, but has none of them


@dataclass(frozen=True)
class Page:
    """One translation, of a page or a larger block."""

    address: int
    size: int
    physical: int
    writable: bool
    executable: bool  # by whom it belongs to
    user: bool


class Stub:
    """A connection to the stub of the machine that listens at `path`."""

    def __init__(self, arch: str, path: str) -> None:
        self.arch = arch
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(_ANSWER_LIMIT)
        self._pending = b""
        self._connect(path)
        self._ask("qSupported:xmlRegisters=i386,arm")
        self._numbers = self._described("target.xml")

    @staticmethod
    def options(path: str) -> list[str]:
        """QEMU's arguments."""
        return ["-gdb", f"unix:{path},server=on,wait=off", "-S"]

    def close(self) -> None:
        """Ends the connection; the machine goes on."""
        self._line.close()

    def processors(self) -> list[str]:
        """The names of the processors, for `select`."""
        names = []
        answer = self._ask("qfThreadInfo")
        while answer != "l":
            names += answer.removeprefix("m").split(",")
            answer = self._ask("qsThreadInfo")
        return names

    def select(self, processor: str) -> None:
        """Whose registers and memory are read and written from now on."""
        assert self._ask(f"Hg{processor}") == "OK"

    def register(self, name: str) -> int:
        """Of the selected processor."""
        return int.from_bytes(bytes.fromhex(self._ask(f"p{self._numbers[name]:x}")), "little")

    def set_register(self, name: str, value: int) -> None:
        """A general register of 64 bits."""
        words = value.to_bytes(8, "little").hex()
        assert self._ask(f"P{self._numbers[name]:x}={words}") == "OK"

    def word(self, address: int) -> int:
        """Of 64 bits, at an address that the selected processor translates."""
        return self._words(address, 1)[0]

    def go_on(self) -> None:
        """Lets all processors run."""
        self._send("vCont;c")

    def stop(self) -> None:
        """Stops all processors, which run."""
        self._line.sendall(b"\x03")
        self._receive()

    def run_to(self, address: int) -> str:
        """Lets all run until one comes to `address`, and selects that one. \\return its name."""
        assert self._ask(f"Z1,{address:x},1") == "OK"
        self.go_on()
        stopped = re.search(r"thread:([^;]+);", self._receive())
        assert stopped and self._ask(f"z1,{address:x},1") == "OK"
        self.select(stopped[1])
        return stopped[1]

    def pages(self, root: int, half: int) -> list[Page]:
        """All translations below the table at the physical address `root`; `half` are the bits above
        those that it translates.
        """
        assert self._ask("Qqemu.PhyMemMode:1") == "OK"
        try:
            return list(self._walk(root, 3, half, True, True))
        finally:
            assert self._ask("Qqemu.PhyMemMode:0") == "OK"

    def _walk(self, table: int, level: int, base: int, write: bool, execute: bool):
        for index, entry in enumerate(self._words(table, _ENTRIES)):
            if not entry & _PRESENT:
                continue
            address = base + (index << 12 + 9 * level)
            if base == 0 and self.arch == "x86_64" and level == 3 and index >= _ENTRIES // 2:
                address |= 0xFFFF << 48
            physical = entry & 0x0000FFFFFFFFF000
            if self.arch == "x86_64":
                leaf = level == 0 or bool(entry & 1 << 7)
                user = bool(entry & 1 << 2)
                may_write, may_execute = bool(entry & 1 << 1), not entry & 1 << 63
            else:
                leaf = level == 0 or not entry & 2
                user = bool(entry & 1 << 6)
                may_write, may_execute = not entry & 1 << 7, not entry & 1 << (54 if user else 53)
            if leaf:
                size = 1 << 12 + 9 * level
                may_write, may_execute = may_write and write, may_execute and execute
                yield Page(address, size, physical & -size, may_write, may_execute, user)
            elif self.arch == "x86_64":  # tables restrict what is below them
                may_write, may_execute = may_write and write, may_execute and execute
                yield from self._walk(physical, level - 1, address, may_write, may_execute)
            else:
                yield from self._walk(physical, level - 1, address, write, execute)

    def _words(self, address: int, count: int) -> list[int]:
        found = b""
        while len(found) < 8 * count:
            piece = self._ask(f"m{address + len(found):x},{min(8 * count - len(found), 1024):x}")
            assert not piece.startswith("E"), piece
            found += bytes.fromhex(piece)
        return [int.from_bytes(found[i : i + 8], "little") for i in range(0, len(found), 8)]

    def _connect(self, path: str) -> None:
        end = time.monotonic() + _ANSWER_LIMIT
        while True:
            try:
                return self._line.connect(path)
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)

    def _described(self, file: str) -> dict[str, int]:
        """Numbers of the registers, which count on from file to file unless they are given."""
        numbers: dict[str, int] = {}
        number = 0
        for each in [file, *re.findall(r'href="([^"]+)"', self._transfer(file))]:
            for attributes in re.findall(r"<reg\s([^>]*)>", self._transfer(each)):
                given = re.search(r'regnum="(\d+)"', attributes)
                number = int(given[1]) if given else number
                name = re.search(r'name="([^"]+)"', attributes)
                assert name
                if name[1] in _UNNUMBERED:
                    continue
                numbers.setdefault(name[1], number)
                number += 1
        return numbers

    def _transfer(self, file: str) -> str:
        text = ""
        while True:
            part = self._ask(f"qXfer:features:read:{file}:{len(text):x},ffb")
            text += part[1:]
            if part[0] == "l":
                return text

    def _ask(self, request: str) -> str:
        self._send(request)
        return self._receive()

    def _send(self, request: str) -> None:
        data = request.encode()
        self._line.sendall(b"$" + data + b"#%02x" % (sum(data) % 256))

    def _receive(self) -> str:
        while True:
            begin, end = self._pending.find(b"$"), self._pending.find(b"#")
            if 0 <= begin < end and len(self._pending) >= end + 3:
                packet, self._pending = self._pending[begin + 1 : end], self._pending[end + 3 :]
                self._line.sendall(b"+")
                packet = re.sub(rb"}(.)", lambda m: bytes([m[1][0] ^ 0x20]), packet, flags=re.S)
                return packet.decode("latin-1")
            data = self._line.recv(1 << 16)
            assert data, "QEMU is gone"
            self._pending += data
