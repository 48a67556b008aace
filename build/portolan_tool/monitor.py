"""QEMU's monitor, which tells how a machine ended, and what its processors did then.

The protocol is QMP: JSON objects, one a line, over a socket that QEMU inherits. A machine that is
switched off or reset by its guest waits until it has been asked, and is then ended from here.
"""

import json
import re
import socket

_VECTORS = re.compile(r"^ *(FCW|FPR|XMM|YMM|Q\d\d|DR\d)=?.*\n", re.M)  # lines that tell little
_ANSWER_LIMIT = 10.0  # seconds for QEMU's answer about a machine that stands still


class Monitor:
    """The host's end of a machine's monitor."""

    def __init__(self) -> None:
        self._here, self._there = socket.socketpair()
        self.end = ""  # QEMU's word for why the machine ended: guest-shutdown, guest-reset
        self.state = ""  # the processors' registers, if it was reset or somebody looked
        self._pending = b""
        self._send("qmp_capabilities")

    def options(self) -> list[str]:
        """QEMU's arguments; it must inherit `descriptor`."""
        chardev = f"socket,id=monitor,fd={self.descriptor()}"
        waits = "reboot=shutdown,shutdown=pause"
        return ["-chardev", chardev, "-mon", "chardev=monitor,mode=control", "-action", waits]

    def descriptor(self) -> int:
        """QEMU's end."""
        return self._there.fileno()

    def started(self) -> None:
        """QEMU has its end now; with ours alone left its death is seen."""
        self._there.close()

    def fileno(self) -> int:
        """Readable when there is something to heed."""
        return self._here.fileno()

    def heed(self) -> bool:
        """Takes what QEMU says; ends it when its machine has ended. False when QEMU is gone."""
        try:
            data = self._here.recv(1 << 16)
        except OSError:
            return False
        for message in self._messages(data):
            if message.get("event") == "SHUTDOWN" and not self.end:
                self.end = message["data"]["reason"]
                if self.end != "guest-shutdown":
                    self.state = self._registers()
                self._send("quit")
        return bool(data)

    def look(self) -> None:
        """Notes what the processors do at the moment."""
        self.state = self._registers()

    def close(self) -> None:
        """Gives the sockets back."""
        self._here.close()
        self._there.close()

    def _registers(self) -> str:
        """Those of all processors, as QEMU writes them, but for floating point; empty if it does not
        answer.
        """
        command = {"command-line": "info registers -a"}
        self._send("human-monitor-command", id="registers", arguments=command)
        self._here.settimeout(_ANSWER_LIMIT)
        try:
            while data := self._here.recv(1 << 16):
                for message in self._messages(data):
                    if message.get("id") == "registers":
                        return _VECTORS.sub("", str(message.get("return", "")).replace("\r", ""))
        except OSError:
            pass
        finally:
            self._here.settimeout(None)
        return ""

    def _messages(self, data: bytes) -> list[dict]:
        *lines, self._pending = (self._pending + data).split(b"\n")
        return [json.loads(line) for line in lines if line.strip()]

    def _send(self, command: str, **more: object) -> None:
        try:
            self._here.sendall(json.dumps({"execute": command, **more}).encode() + b"\n")
        except OSError:  # QEMU is gone, which its status tells
            pass
