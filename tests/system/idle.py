"""A machine with nothing to do does nothing."""

from portolan_tool.console import Console

TOLERANCE = 10  # a terminal that is slow to take the output costs some switches


def _switches(console: Console, seconds: int) -> int:
    """How many thread switches a sleep costs, with the programs around it."""
    said = console.command(f"grep ctxt /proc/stat; sleep {seconds}; grep ctxt /proc/stat")
    before, after = (int(line.split()[1]) for line in said.splitlines() if "ctxt" in line)
    return after - before


def test_no_thread_runs_at_the_prompt(arch: str) -> None:
    """Five seconds more of sleep switch threads no more often: nobody polls."""
    for smp in ("1", "4"):
        with Console(arch, "--smp", smp) as console:
            console.login()
            _switches(console, 1)  # programs and memory of the first time
            short, long = _switches(console, 1), _switches(console, 6)
            assert long <= short + TOLERANCE, (smp, short, long)
