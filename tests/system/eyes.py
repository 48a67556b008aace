"""Looking into the system: ports, vmmap, ipctrace, strace, and the page of messages."""

import os
import re
import shutil
import subprocess
import tempfile

from portolan_tool import trace_page
from portolan_tool.console import Skip
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import TOP
from portolan_tool.run import command

CHROMIUM = ("chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb")


def guest(arch: str, script: str, add: list[str] | None = None, smp: int = 1) -> str:
    """What the script writes."""
    output = bytearray()
    machine = Machine(arch=arch, smp=smp)
    outcome = command(machine, Initrd(arch, "portolan", add or [], script), 90, output.extend)
    assert not outcome.reason, outcome.reason
    return output.decode()


def test_ports(arch: str) -> None:
    """A task's rights, with who receives; for its owner and root only."""
    shown = guest(arch, "ports $$; echo --; ports file; echo --; ports 77777; echo $?")
    shell, server, wrong = shown.split("--\n")
    assert re.search(r"^200 +send +1 [0-9a-f]{12} +1 +0/\d+  process [0-9a-f]+$", shell, re.M), shown
    assert re.search(r"^\w+ +send +\d+ [0-9a-f]{12} +\d+ +-  kernel: task$", shell, re.M), shown
    assert re.search(r"^\w+ +send +\d+ [0-9a-f]{12} +\d+ +\d+/\d+  file [0-9a-f]+$", shell, re.M), shown
    assert re.search(r"^\w+ +receive +0 [0-9a-f]{12} +\d+ +\d+/\d+  file [0-9a-f]+$", server, re.M), shown
    assert wrong == "77777: no such process or service\n1\n", wrong


def test_vmmap(arch: str) -> None:
    """Regions with protections; the total is their sum."""
    lines = guest(arch, "vmmap $$").splitlines()
    regions = [re.fullmatch(r"([0-9a-f]+)-([0-9a-f]+) +(\d+)K ([rwx-]{3})/([rwx-]{3}) (\w+) +(\w+) +([0-9a-f]+) +(\d+)", line) for line in lines[1:-1]]
    assert all(regions), lines
    sizes = [int(r[3]) for r in regions if r]
    assert all(int(r[2], 16) - int(r[1], 16) == int(r[3]) * 1024 for r in regions if r)
    assert lines[-1] == f"total {sum(sizes)}K", lines[-1]
    assert any(r[4] == "r-x" and r[5] == "r-x" and r[6] == "share" for r in regions if r), "the library's text is shared"


def test_ipctrace(arch: str) -> None:
    """Names, arguments, results and nesting; with -f children, too."""
    shown = guest(arch, "ipctrace -o /tmp/t cat /etc/hostname; cat /tmp/t; ipctrace cat /nowhere 2>&1; echo $?", smp=2)
    assert re.search(r'^cat\[\d+\] -> file#[0-9a-f]{4} file\.file_open\(flags=\d+, mode=0, "/etc/hostname"\) = ok \{file=<send right>, mode=33188\} <\d+ ns: \d+ \+ \d+ \+ \d+>$', shown, re.M), shown
    assert re.search(r'^cat\[\d+\] -> file#\w+ io\.io_read_ool\(.*\) = ok \{data=<9 bytes>, more=0\}', shown, re.M), shown
    assert re.search(r"^    file -> kernel:task#\w+ mach_port\.mach_port_request_notification\(", shown, re.M), shown
    assert re.search(r'"/nowhere"\) = No such file or directory <', shown), shown
    assert shown.splitlines()[-1] == "1", shown
    assert "lost" not in shown, shown
    shown = guest(arch, "ipctrace -f sh -c 'cat /etc/hostname; true' 2>&1")
    pids = set(re.findall(r"^\w+\[(\d+)\] -> process#", shown, re.M))
    assert len(pids) >= 2, shown
    assert "process.process_fork(" in shown, shown


def test_strace(arch: str) -> None:
    """Linux calls as strace writes them; over fork and exec with -f; the status is the command's."""
    shown = guest(arch, "strace -o /tmp/s cat /etc/hostname /nowhere; echo $?; cat /tmp/s")
    for line in (
        r'^execve\("/bin/cat", \["cat", "/etc/hostname", "/nowhere"\], 0x[0-9a-f]+ /\* \d+ vars \*/\) = 0$',
        r'^open(at)?\((AT_FDCWD, )?"/etc/hostname", O_RDONLY\|?[A-Z_|]*(, 0)?\) = 3$',
        r'^read\(3, "portolan\\n", \d+\) = 9$',
        r'^write\(1, "portolan\\n", 9\) = 9$',
        r'^open(at)?\(.*"/nowhere".*\) = -1 ENOENT \(No such file or directory\)$',
        r"^exit_group\(1\) = \?$",
        r"^\+\+\+ exited with 1 \+\+\+$",
    ):
        assert re.search(line, shown, re.M), f"{line}\n{shown}"
    assert shown.splitlines()[2] == "1" or "\n1\n" in shown, shown
    # Only the command is traced, and what it makes only with -f.
    alone = guest(arch, "strace sh -c 'cat /etc/hostname; kill -USR1 $$; true' 2>&1")
    assert '"/etc/hostname"' not in alone.replace("sh -c", "").split("execve", 1)[1].split("\n", 1)[1], alone
    assert "+++ killed by SIGUSR1 +++" in alone, alone
    both = guest(arch, "strace -f sh -c 'trap : USR1; cat /etc/hostname; kill -USR1 $$' 2>&1", smp=2)
    assert len(set(re.findall(r"^\[pid +(\d+)\] ", both, re.M))) == 2, both
    assert re.search(r"--- SIGUSR1 \{si_signo=10,", both), both
    assert re.search(r'wait4\(-?\d+, \[\{WIFEXITED\(s\) && WEXITSTATUS\(s\) == 0\}\]', both), both


def test_run_strace(arch: str) -> None:
    """portolan run --strace."""
    done = subprocess.run(
        [f"{TOP}/build/portolan", "run", "--arch", arch, "--strace", "--cmd", "echo hi >/dev/null"],
        capture_output=True, text=True, timeout=90, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert re.search(r'write\(1, "hi\\n", 3\) = 3', done.stdout + done.stderr), done.stdout + done.stderr


def test_page(arch: str) -> None:
    """The page of messages in a browser: it shows them, searches, filters, zooms, and tells of one."""
    if not shutil.which("chromium"):
        raise Skip("chromium is not installed (`make test` installs it)")
    data, status = trace_page.record(Machine(arch=arch), "cat /etc/hostname; ls /nowhere 2>/dev/null", [], None, 90)
    assert status != 0 and len(data["exchanges"]) > 20 and data["lost"] == 0, data
    text = trace_page.page("cat </script>", arch, data)
    assert not re.search(r"""(src|href)=|url\(|https?:""", text), "it needs the network"
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        page, picture = f"{folder}/page.html", f"{folder}/page.png"
        with open(page, "w", encoding="utf-8") as file:
            file.write(text.replace("</body>", f"<script>{CLICKS}</script></body>"))
        done = browse(folder, "--virtual-time-budget=3000", "--dump-dom", f"file://{page}")
        verdict = re.search(r'<pre id="verdict"[^>]*>(.*?)</pre>', done, re.S)
        assert verdict and verdict[1] == "ok", verdict and verdict[1] or done[-2000:]
        browse(folder, "--virtual-time-budget=3000", "--window-size=1500,950", f"--screenshot={picture}", f"file://{page}")
        assert os.path.getsize(picture) > 30000, "the picture is nearly empty"


def browse(folder: str, *arguments: str) -> str:
    """Chromium's standard output."""
    return subprocess.run(
        [*CHROMIUM, f"--user-data-dir={folder}/profile", *arguments],
        capture_output=True, text=True, timeout=90, check=True,
    ).stdout  # fmt: skip


# Runs in the page, as a person would use it.
CLICKS = r"""
try {
  const check = (good, what) => { if (!good) throw new Error(what); };
  const said = () => $("details").innerText;
  check(exchanges.length === data.exchanges.length && arrows.length > exchanges.length, "arrows");
  $("search").value = "/etc/hostname"; $("search").dispatchEvent(new Event("input"));
  check(matches.length > 0, "search finds");
  $("next").click();
  check(said().includes("/etc/hostname") && said().includes("file"), "details of a match");
  const a = rows.get(selected), box = canvas.getBoundingClientRect();
  const at = { clientX: box.left + (xOf(a.from) + xOf(a.to)) / 2 - scroll.scrollLeft, clientY: box.top + yOf(a) - scroll.scrollTop, bubbles: true };
  select(-1, false);
  canvas.dispatchEvent(new MouseEvent("click", at));
  check(selected === a.e.index, "a click selects the arrow under it");
  const before = arrows.length, whole = height();
  $("in").click(); check(height() > whole, "zoom in"); $("out").click();
  const chip = document.querySelector('[data-family="io"]');
  chip.click(); check(arrows.length < before && arrows.every((x) => x.e.family !== "io"), "filter");
  chip.click(); check(arrows.length === before, "filter off");
  scroll.scrollTop = 200; check(scroll.scrollTop === 200, "scroll");
  $("mode").click(); check(byTime, "by time"); $("mode").click();
  scroll.scrollTop = 0; select(a.e.index, true);
  const inked = (c) => new Set(c.getContext("2d").getImageData(0, 0, c.width, c.height).data).size;
  check(inked(canvas) > 30 && inked($("lanes")) > 30, "something is drawn");
  document.body.insertAdjacentHTML("beforeend", '<pre id="verdict" hidden>ok</pre>');
} catch (error) {
  document.body.insertAdjacentHTML("beforeend", '<pre id="verdict" hidden></pre>');
  document.getElementById("verdict").textContent = String(error);
}
"""
