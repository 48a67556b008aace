"""The network: a card on QEMU's user network, configured by DHCP; Debian's busybox as client and server."""

import contextlib
import http.server
import re
import socket
import subprocess
import threading
from collections.abc import Iterator

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

CONFIGURED = "until busybox ifconfig eth0 2>/dev/null | grep -q 'inet addr'; do sleep 0.1; done; "
HOST = "10.0.2.2"  # this machine, as the guest sees it
PAGE = bytes(range(256)) * 4096


def _run(arch: str, script: str, forward: tuple[str, ...] = (), smp: int = 1) -> str:
    output = bytearray()
    machine = Machine(arch=arch, smp=smp, net=True, forward=list(forward))
    initrd = Initrd(arch, "portolan", [], CONFIGURED + script)
    outcome = command(machine, initrd, 120, output.extend)
    text = output.decode(errors="replace")
    assert outcome.status == 0, text + outcome.reason + outcome.tail()
    return text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class _Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the name is http.server's
        """Any page is PAGE."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:  # as above
        """Nothing."""


@contextlib.contextmanager
def _web_server() -> Iterator[int]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()


def test_interface(arch: str) -> None:
    """DHCP has given an address, a route and a name server; the gateway answers pings."""
    said = _run(
        arch,
        "busybox ifconfig eth0; busybox route -n; cat /etc/resolv.conf;"
        f" busybox ping -c 2 {HOST} && busybox ping6 -c 1 ::1; cat /proc/net/dev",
    )
    for part in (
        "inet addr:10.0.2.15  Bcast:10.0.2.255  Mask:255.255.255.0",
        "UP BROADCAST RUNNING MULTICAST  MTU:1500",
        "0.0.0.0         10.0.2.2        0.0.0.0         UG",
        "nameserver 10.0.2.3",
        "2 packets transmitted, 2 packets received, 0% packet loss",
        "64 bytes from ::1: seq=0",
    ):
        assert part in said, (part, said)


def test_ipv6_over_the_card(arch: str) -> None:
    """Neighbours are found and echoes come back over IPv6, too."""
    configured = "busybox ifconfig eth0 | busybox grep -q Scope:Global"
    said = _run(
        arch, f"until {configured}; do busybox usleep 100000; done; busybox ping6 -c 3 fec0::2"
    )
    assert re.search(r"^64 bytes from fec0::2: seq=0", said, re.M), said
    assert "3 packets transmitted, 3 packets received, 0% packet loss" in said, said


def test_download(arch: str) -> None:
    """wget fetches a megabyte from this machine, byte by byte the same; with four processors, too."""
    with _web_server() as port:
        for smp in (1, 4):
            said = _run(
                arch,
                f"busybox wget -q -O /tmp/page http://{HOST}:{port}/x && wc -c </tmp/page"
                " && busybox md5sum </tmp/page; busybox nc -w 5 10.0.2.2 1 </dev/null || echo refused",
                smp=smp,
            )
            digest = subprocess.run(["md5sum"], input=PAGE, capture_output=True, check=True).stdout
            assert said.split()[:2] == [str(len(PAGE)), digest.decode().split()[0]], said
            assert "refused" in said, said


def test_page_served(arch: str) -> None:
    """busybox httpd's page is fetched by curl on this machine, through --forward."""
    web, end = _free_port(), _free_port()
    fetched: list[bytes] = []

    def fetch() -> None:
        curl = ["curl", "-s", "--retry", "200", "--retry-delay", "1", "--retry-all-errors"]
        for name in ("hello.txt", "big"):
            url = f"http://127.0.0.1:{web}/{name}"
            done = subprocess.run([*curl, url], capture_output=True, timeout=100, check=False)
            fetched.append(done.stdout)
        with socket.create_connection(("127.0.0.1", end)) as connection:
            connection.sendall(b"enough\n")

    client = threading.Thread(target=fetch, daemon=True)
    client.start()
    said = _run(
        arch,
        "mkdir /srv; echo from inside >/srv/hello.txt; seq 1 100000 >/srv/big;"
        " busybox httpd -p 80 -h /srv; busybox nc -l -p 81",
        (f"{web}:80", f"{end}:81"),
    )
    client.join(30)
    assert said == "enough\n", said
    numbers = "".join(f"{i}\n" for i in range(1, 100001)).encode()
    assert fetched == [b"from inside\n", numbers], [len(f) for f in fetched]


def test_names(arch: str) -> None:
    """nslookup asks a name server on this machine."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    port = server.getsockname()[1]

    def answer() -> None:
        while True:
            try:
                query, client = server.recvfrom(512)
            except OSError:
                return
            end = query.index(b"\0", 12) + 5
            question, kind = query[12:end], query[end - 4 : end - 2]
            record = b"\xc0\x0c\0\x01\0\x01\0\0\0\x3c\0\x04\xc0\0\x02\x07"
            found = kind == b"\0\x01"
            head = query[:2] + b"\x81\x80\0\x01" + (b"\0\x01" if found else b"\0\0") + b"\0\0\0\0"
            server.sendto(head + question + (record if found else b""), client)

    threading.Thread(target=answer, daemon=True).start()
    said = _run(arch, f"busybox nslookup -port={port} chart.example {HOST}")
    server.close()
    assert "192.0.2.7" in said, said


def test_sockets_of_a_dead_server(arch: str) -> None:
    """Who waits at a socket when the server dies is told, and works on with a new one; a pipe goes on."""
    said = _run(
        arch,
        "(sleep 1; echo through the pipe) | cat & pipe=$!; busybox nc -l -p 99 >/dev/null & one=$!;"
        " until busybox netstat -ln 2>/dev/null | grep -q :99; do sleep 0.1; done;"
        " svc restart network >/dev/null; wait $one; echo status $?;"
        " busybox nc -l -p 99 & until echo again | busybox nc 127.0.0.1 99 2>/dev/null;"
        " do sleep 0.1; done; wait $pipe; echo end",
    )
    assert "status 0" not in said and "status" in said, said
    for part in ("again", "through the pipe", "end"):
        assert part in said, said


def test_driver_and_server_die(arch: str) -> None:
    """The driver is killed, then the server: both are there again, and the network works."""
    with _web_server() as port:
        said = _run(
            arch,
            f"get() {{ busybox wget -q -O - http://{HOST}:{port}/x | busybox md5sum; }};"
            " get; svc restart virtio_net; until busybox ping -c 1 -W 1 10.0.2.2 >/dev/null 2>&1;"
            " do sleep 0.1; done; get; svc restart network; "
            + CONFIGURED
            + "get; echo alive",
        )
        words = said.split()
        assert words[0] == words[2] == words[4] and words[-1] == "alive", said
