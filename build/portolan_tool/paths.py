"""Where things stand in the tree, and the tool's own exit statuses."""

import os

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
ARCHES = ("x86_64", "aarch64")

PANIC, BOOT_FAILURE, BAD_ARCHIVE, TIME_OUT, TOOL_ERROR = range(250, 255)

STATUS_HELP = f"""\
exit status of run --cmd: the command's own (128 + n when signal n ended it), or
  {PANIC}  the kernel panicked
  {BOOT_FAILURE}  the system did not boot: the machine stopped, or init did not start in time
  {BAD_ARCHIVE}  the boot archive is corrupt, or there is too little memory
  {TIME_OUT}  the time given with --timeout is over
  {TOOL_ERROR}  an error on the host, or the console line garbled the output
Beyond the command's own, a message and the end of the console log go to standard error."""


class ToolError(Exception):
    """A failure that is the host's or the user's; its text is the message."""


def top(*parts: str) -> str:
    """A path from the top of the tree."""
    return os.path.join(TOP, *parts)


def out(arch: str, *parts: str) -> str:
    """A generated file of an architecture."""
    return os.path.join(TOP, "out", arch, *parts)


def sysroot(arch: str, *parts: str) -> str:
    """A file of an unpacked Debian package."""
    return os.path.join(TOP, "out", "sysroot", arch, *parts)


def need(path: str, how: str) -> str:
    """The path, if it exists; else a message that says how to make it."""
    if not os.path.exists(path):
        raise ToolError(f"{os.path.relpath(path, TOP)} is missing: {how}")
    return path
