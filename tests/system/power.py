"""The ways to end the system, from the prompt."""

from portolan_tool.console import Console


def test_power_off(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        console.send("poweroff\n")
        console.expect_end()


def test_power_off_by_force(arch: str) -> None:
    with Console(arch, "--smp", "4") as console:
        console.login()
        console.send("poweroff -f\n")
        console.expect_end()


def test_processes_are_asked_first(arch: str) -> None:
    """SIGTERM to all, and SIGKILL to those that do not heed it, before the machine goes."""
    with Console(arch) as console:
        console.login()
        console.command("(trap 'echo asked >/dev/console; exit' TERM; while :; do sleep 600 & wait; done) &")
        console.command("(trap '' TERM HUP; while :; do sleep 600; done) &")
        console.send("poweroff\n")
        console.expect("asked")
        console.expect_end()


def test_restart(arch: str) -> None:
    with Console(arch) as console:
        console.login()
        assert console.command("touch /tmp/here; ls /tmp/here") == "/tmp/here"
        console.send("reboot\n")
        console.expect("Portolan")  # the kernel's first word; the old shell prompts once more before
        console.login()
        assert console.command("test -e /tmp/here || echo fresh") == "fresh"
