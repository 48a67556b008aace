"""Programs of this machine at pseudo-terminals of their own."""

import fcntl
import os
import termios


def start(
    command: tuple[str, ...], folder: str | None = None, setting: dict[str, str] | None = None
) -> tuple[int, int]:
    """Starts a program, which leads the terminal's session, with further variables in its environment.

    The program is called by its name without folders: what it says of itself is as long everywhere.
    Returns its process id, which the caller waits for, and the terminal's other side, which is the
    caller's to close: no program that another thread starts meanwhile has it too, as with
    pty.fork(), and keeps the terminal from being hung up.
    """
    terminal, program_side = os.openpty()
    process = os.fork()
    if process == 0:
        try:
            os.setsid()
            fcntl.ioctl(program_side, termios.TIOCSCTTY, 0)
            for descriptor in range(3):
                os.dup2(program_side, descriptor)
            if folder:
                os.chdir(folder)
            os.execve(command[0], (os.path.basename(command[0]), *command[1:]), os.environ | (setting or {}))
        finally:
            os._exit(127)
    os.close(program_side)
    return process, terminal
