"""C programs that speak Mach themselves, made with what `make sdk` gives and nothing else."""

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

EXPECTED = {
    "messages": """\
500: KERN_SUCCESS 42
501: KERN_NO_ACCESS
502: MIG_BAD_ID
server: its port is gone
by its port, 2 descriptors, the same port: 1, send rights: 1, bytes: 65536, xx
destroyed: KERN_SUCCESS 0
empty: MACH_RCV_TIMED_OUT
dead: 1, this name: 1, references: 2
""",
    "classic": """\
bootstrap: 1, no task: MACH_SEND_INVALID_DEST
pages: fffff000 100000000
dead: 1
destroyed: 1
no senders, made: 1
its port: KERN_INVALID_NAME
no room: MACH_RCV_TOO_LARGE
number: 43, complex: 0
shared: 8, page: 1, protection: 3 of 3
too large: KERN_NO_SPACE, KERN_INVALID_ARGUMENT
inherit: 1, no task: 1
(os/kern) (ipc/send) (ipc/rcv) (ipc/mig) (unknown)
""",
    "waiting": """\
timed out: KERN_OPERATION_TIMED_OUT, KERN_OPERATION_TIMED_OUT
another value: KERN_INVALID_ARGUMENT
nobody waits: KERN_SUCCESS
turns: 1000 1000
destroyed: 1
a unit is 1 ns
""",
    "family": """\
from the child: 1, the token's: 1
status 0, no senders: 1
""",
    "exceptions": """\
bad access: KERN_INVALID_ADDRESS at 0x123450000010, 2 codes, this task: 1
went on: 77
""",
    "tasks": """\
4096 bytes: written from outside
shared, protection 3 of 7
threads: 0, suspended: 0, own time: 0, size: 4096
the thread runs: 1, times in range: 1
ended: 1, asked again: MACH_SEND_INVALID_DEST, what it shared: shared
""",
}


def test_programs(arch: str) -> None:
    """Linked with musl and with glibc, they do what is known of them."""
    names = [f"{name}.{library}" for name in EXPECTED for library in ("musl", "glibc")]
    programs = [f"{out(arch, 'sdk', 'tests', name)}:/{name}" for name in names]
    output = bytearray()
    script = "; ".join(f"echo {name}; /{name} || echo status $?" for name in names)
    outcome = command(Machine(arch=arch, smp=4), Initrd(arch, "portolan", programs, script), None, output.extend)
    assert outcome.status == 0, outcome.reason
    expected = "".join(f"{name}\n{EXPECTED[name.partition('.')[0]]}" for name in names)
    assert output.decode() == expected, output.decode()
