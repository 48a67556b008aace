"""When the first process is started: not before the console is there, or known not to come."""

import tempfile

from portolan_tool.initrd import Initrd
from portolan_tool.machine import Machine
from portolan_tool.paths import out
from portolan_tool.run import command

SERVICES = """
service process
  program /boot/process
  provides process
  restart machine
  rights host_priv archive
service file
  program /boot/file
  provides file
  restart machine
  rights archive host_priv
service console
  program /boot/no_console
  provides console
  restart never
  rights host_priv
init /sbin/init console
"""
ENDS = "bootstrap: console: ended"
STARTS = "libposix: cannot open /dev/console"


def test_init_waits(arch: str) -> None:
    """A console that works for a while, never gets ready and ends: init comes after its end."""
    program = f"{out(arch, 'mach-tests', 'semaphores')}:/boot/no_console"
    with tempfile.NamedTemporaryFile("w", suffix=".services") as services:
        services.write(SERVICES)
        services.flush()
        additions = [program, f"{services.name}:/boot/services"]
        for processors in 1, 4:
            outcome = command(
                Machine(arch=arch, smp=processors),
                Initrd(arch, "portolan", additions, "true"),
                None,
                lambda _: None,
                until=STARTS.encode(),
                limit=120,
            )
            log = outcome.log.decode(errors="replace")
            assert outcome.status == 0, f"{outcome.reason}\n{log}"
            assert -1 < log.find(ENDS) < log.find(STARTS), log
