"""The host's side of the command channel; userland/init/channel.hpp says what it looks like.

The console line carries two streams that may mix byte by byte: bytes below 0x80 are the log, the
others the channel's frames.
"""

import binascii
import re

_GREETING = b"PORTOLAN1"
_SYMBOLS = bytes(range(0xC0, 0x100))
_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_BASE64 = bytes.maketrans(_SYMBOLS, _BASE64)
_TO_SYMBOLS = bytes.maketrans(_BASE64, _SYMBOLS)
_LOG = bytes(range(0x80))
_CHANNEL = bytes(range(0x80, 0x100))
_FRAME = re.compile(rb"([\x80\x82\x83])([\xc0-\xff]*)\x81")
_BEGIN = (
    b"\x80"
    + binascii.b2a_base64(_GREETING, newline=False).rstrip(b"=").translate(_TO_SYMBOLS)
    + b"\x81"
)


class Garbled(Exception):
    """The command's output did not arrive as it was sent."""


class Decoder:
    """Takes what comes over the console line and separates it.

    `log` collects the log, `status` is the command's exit status once it has arrived.
    """

    def __init__(self) -> None:
        self.log = bytearray()
        self.begun = False
        self.status: int | None = None
        self._pending = b""
        self._size = 0
        self._crc = 0

    def feed(self, data: bytes) -> bytes:
        """Takes the next bytes of the line; returns the output that they complete."""
        self.log += data.translate(None, _CHANNEL)
        self._pending += data.translate(None, _LOG)
        if not self.begun and not self._find_beginning():
            return b""
        output = bytearray()
        end = 0
        for frame in _FRAME.finditer(self._pending):
            end = frame.end()
            content = _decode(frame[2])
            if frame[1] == b"\x82":
                self._size += len(content)
                self._crc = binascii.crc32(content, self._crc)
                output += content
            elif frame[1] == b"\x83":
                self._finish(content)
        self._pending = self._pending[end:]
        return bytes(output)

    def _find_beginning(self) -> bool:
        """Firmware and boot loader may write bytes of any kind before init greets."""
        at = self._pending.find(_BEGIN)
        if at < 0:
            self._pending = self._pending[-len(_BEGIN) :]
            return False
        self._pending = self._pending[at + len(_BEGIN) :]
        self.begun = True
        return True

    def _finish(self, content: bytes) -> None:
        try:
            status, size, crc = content.split()
            sent = (int(size), int(crc, 16))
            self.status = int(status)
        except ValueError:
            raise Garbled(f"unreadable exit frame {content!r}") from None
        if sent != (self._size, self._crc):
            raise Garbled(
                f"{self._size} bytes of output arrived where {sent[0]} were sent, or others"
            )


def _decode(symbols: bytes) -> bytes:
    text = symbols.translate(_TO_BASE64)
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise Garbled(str(error)) from None
