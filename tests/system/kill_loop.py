"""Whatever may die does, again and again, while files are copied on the disk and pages downloaded."""

import hashlib
import http.server
import os
import subprocess
import tempfile
import threading

from portolan_tool import disk_image, gpt
from portolan_tool.paths import top

E2FS = {**os.environ, "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}
PAGE = bytes(range(256)) * 8192
KILLED = "virtio_net pci virtio_block memory network rtc"
ROUNDS = 3

SCRIPT = f"""
cd /root
until busybox ifconfig eth0 2>/dev/null | grep -q 'inet addr'; do sleep 0.1; done
mkdir src && cp -r /etc /bin/msh src && seq 1 30000 >src/numbers
(until [ -e end ]; do
    rm -rf copy moved && cp -r src copy && mv copy moved || echo not copied
    (cd src && find . -type f) | while read file; do cmp src/$file moved/$file; done
    sync && echo copied >>copies || echo not synced
done) &
(until [ -e end ]; do busybox wget -q -O page URL 2>/dev/null && md5sum <page >>sums; done) &
for round in $(seq {ROUNDS}); do
    for name in {KILLED}; do svc kill $name || echo $name was not killed; sleep 0.2; done
done
touch end
wait
until busybox wget -q -O page URL 2>/dev/null; do sleep 0.1; done
md5sum <page
sort -u sums
[ -s copies ] || echo nothing was copied
for name in {KILLED}; do svc | grep "^$name " | grep -v running; done
true
"""


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the name is http.server's
        """Any page is PAGE. Who asks may die meanwhile."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        try:
            self.wfile.write(PAGE)
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:  # as above
        """Nothing."""


def test_all_that_may_die_does(arch: str) -> None:
    """No copy differs, no page is wrong, everything runs in the end, and the disk is in order."""
    pages = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=pages.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        image = os.path.join(folder, "disk.img")
        disk_image.make(arch, image, 160 << 20)
        script = SCRIPT.replace("URL", f"http://10.0.2.2:{pages.server_port}/")
        done = subprocess.run(
            [top("build", "portolan"), "run", "--arch", arch, "--smp", "4", "--disk", image,
             "--net", "user", "--timeout", "400", "--cmd", script],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        pages.shutdown()
        assert done.returncode == 0, done.stdout + done.stderr
        right = f"{hashlib.md5(PAGE).hexdigest()}  -\n"
        # The second line is missing when the network died in the midst of each page.
        assert done.stdout in (right, right + right), done.stdout
        first = disk_image._layout(arch, os.path.getsize(image))[disk_image.ROOT_NUMBER].first
        checked = subprocess.run(
            ["e2fsck", "-fn", f"{image}?offset={first * gpt.SECTOR}"],
            env=E2FS, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert checked.returncode == 0, checked.stdout + checked.stderr
