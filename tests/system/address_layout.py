"""Where the kernel is: somewhere else at each boot, told to nobody but who has the host control port."""

import re

from portolan_tool import mach_tests
from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.run import command

PARTS = ("image", "direct_map", "kernel_map", "window")
LINKED = {"x86_64": "ffffffff80200000", "aarch64": "ffffffff80000000"}


def _layout(machine: Machine) -> dict[str, str]:
    """What the privileged test reads, by host_get_boot_info."""
    outcome = mach_tests.boot_into(machine, "hosts")
    assert "mach-test hosts: passed" in outcome.text(), outcome.tail()
    told = re.search(r"boot info: (.*)", outcome.text())
    assert told, outcome.tail()
    return dict(part.split("=", 1) for part in told[1].split(" ", 4))


def test_every_boot_differs(arch: str) -> None:
    """By each way to boot; two of four windows, of 255, may meet."""
    ways = ["direct", "direct", "uefi", "uefi" if arch == "aarch64" else "grub"]
    layouts = [_layout(Machine(arch, smp=4, boot=way)) for way in ways]
    for part in PARTS:
        places = {layout[part] for layout in layouts}
        assert len(places) >= (3 if part == "window" else 4), layouts
    assert all(layout["image"] != LINKED[arch] for layout in layouts), layouts


def test_as_linked(arch: str) -> None:
    """For debuggers, and for measurements that repeat to the instruction."""
    for way in ("direct", "uefi"):
        layout = _layout(Machine(arch, boot=way, append="nokaslr"))
        assert layout["image"] == LINKED[arch], layout
        assert layout["command_line"].split()[-1] == "nokaslr", layout


def test_nobody_is_told(arch: str) -> None:
    """No address of the kernel's half in anything that programs can read, not even root's."""
    script = (
        "cat /proc/kallsyms /proc/modules /proc/iomem 2>/dev/null; dmesg; cat /proc/*/maps /proc/*/stat /proc/*/wchan 2>/dev/null;"
        "ports $$; ports file; vmmap $$; vmmap file; svc log memory; cat /proc/meminfo /proc/cpuinfo /proc/cmdline 2>/dev/null; echo end"
    )
    output = bytearray()
    outcome = command(Machine(arch, smp=4), Initrd(arch, "portolan", [], script), 90, output.extend)
    said = output.decode(errors="replace")
    assert not outcome.reason and said.endswith("end\n"), f"{outcome.reason}\n{said}"
    assert len(said) > 4000, said  # something was read
    seen = [word for word in re.findall(r"[0-9a-f]{15,16}", said) if int(word, 16) >> 47 >= 0x1FFFF]
    assert not seen, seen
