"""portolan trace: the messages exchanged on a command's behalf, as one page with a sequence diagram.

ipctrace runs the command in the guest and prints what was exchanged as JSON; page/trace.html, with
its style and script, becomes the page around it. The page needs nothing from the network.
"""

import json
import shlex

from . import run
from .initrd import Initrd
from .machine import Machine
from .paths import ToolError, top

_DATA = "/tmp/.messages"
_MARK = "--- messages ---"


def record(machine: Machine, command: str, add: list[str], rootfs: str | None, timeout: float) -> tuple[dict, int]:
    """Runs the command. Returns what was exchanged, and the command's exit status; its output goes
    to this process's.
    """
    quoted = shlex.quote(command)
    script = (
        f"ipctrace -f -j -o {_DATA} /bin/sh -c {quoted}; status=$?; "
        f"echo; echo '{_MARK}'; cat {_DATA}; exit $status"
    )
    output = bytearray()
    initrd = Initrd(machine.arch, machine.kernel, add, script, None, rootfs)
    outcome = run.command(machine, initrd, timeout, output.extend)
    if outcome.reason:
        outcome.report()
        raise ToolError("the run did not come to its end")
    shown, mark, data = output.decode(errors="replace").partition(f"\n{_MARK}\n")
    print(shown, end="")
    try:
        return json.loads(data), outcome.status
    except json.JSONDecodeError as error:
        raise ToolError(f"no messages were recorded: {error}") from error


def write(path: str, command: str, arch: str, data: dict) -> None:
    """Writes the page."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(page(command, arch, data))


def page(command: str, arch: str, data: dict) -> str:
    """The text of the page."""
    # In a script element only "</" could end it, and "<!--" begin something else.
    text = json.dumps({"command": command, "arch": arch, **data}, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    html = _part("trace.html")
    for mark, part in (("/*STYLE*/", _part("trace.css")), ("/*SCRIPT*/", _part("trace.js")), ("/*DATA*/", text)):
        html = html.replace(mark, part)
    return html


def _part(name: str) -> str:
    with open(top("build", "portolan_tool", "page", name), encoding="utf-8") as file:
        return file.read()
