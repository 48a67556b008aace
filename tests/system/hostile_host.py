"""What every utility makes of outputs that fail and of inputs that nobody expects, on this machine: an
exact message on standard error, a status that is not 0, and nothing lost.
"""

import os
import resource
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from portolan_tool.paths import out

ARCHES = ("x86_64",)
TIME_LIMIT = 60

# Commands that write something to standard output, in a folder with the files of _folder().
WRITERS = """
basename a/b
cat text
chmod -v 644 text
chown -v 0 text
clear
cp -v text copy
cut -c1 text
date
df .
dirname a/b
du .
env A=1
env A=1 pwd
find .
free
grep x text
head text
head -c 3 text
hostname
id
kill -l
ln -v text link
ls
ls -l
mkdir -v folder2
mount
mv -v text text2
printf x
ps
pwd
rm -v text
rmdir -v empty
seq 10
sort text
stat text
tail text
tail -c 3 text
tee copy <text
top -b -n 1
touch --help
tr a b <text
uname
uniq text
uptime
wc text
which sh
whoami
xargs echo <text
yes
""".strip().splitlines()
FILE_READERS = [
    "cat", "cat -A", "cut -c1", "cut -f2", "grep x", "grep -c x", "head", "head -c 5", "sort", "sort -n", "tail",
    "tail -c 5", "uniq", "uniq -c", "wc", "wc -L",
]  # fmt: skip
OTHER_READERS = ["cut -d' ' -f2", "grep -io x", "sort -u", "tee <", "tr a b <", "tr -d x <", "wc -m"]
HELP = """
basename cat chmod chown clear cp cut date df dirname dmesg du env find free grep head hostname id kill killall ln
ls mkdir mount mv ps pwd rm rmdir seq sleep sort stat sync tail tee top touch tr tty umount uname uniq uptime wc
which whoami xargs yes printf
""".split()


@contextmanager
def _folder() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        contents = {
            "text": b"x one\ny two\n" * 20,
            "nul": b"a\0b\nx\0\0\n\0" * 50,
            "latin": bytes(range(1, 256)) * 40 + b"\nx\xff\xfe\n",
            "long": b"x" * (1 << 20) + b"\n" + b"y z " * (1 << 18),
            "unended": b"x no newline",
            "empty-file": b"",
        }
        for name, content in contents.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        os.mkdir(os.path.join(folder, "empty"))
        os.mkdir(os.path.join(folder, "directory"))
        yield folder


def _run(command: str, folder: str, limit: int | None = None) -> tuple[int, str]:
    """The status and the standard error of a shell command with our utilities."""

    def prepare() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    names, _, rest = command.partition(" ")
    program = os.path.join(out("x86_64", "root", "bin"), names)
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" {rest}', program],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        timeout=TIME_LIMIT, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TERM": "xterm"}, preexec_fn=prepare,
    )  # fmt: skip
    return done.returncode, done.stderr.decode("utf-8", "replace")


def _check(failures: list[str], command: str, status: int, message: str, *wanted: str) -> None:
    if status <= 0 or status > 127 or not all(each in message for each in wanted):
        failures.append(f"{command}: status {status}, {message!r}")


def test_output_that_fails(_: str) -> None:
    failures: list[str] = []
    for command in WRITERS + [f"{name} --help" for name in HELP]:
        name = command.split()[0]
        for redirection, reason in ((">/dev/full", "No space left on device"), (">&-", "Bad file descriptor")):
            with _folder() as folder:
                status, message = _run(f"{command} {redirection}", folder)
                if name == "xargs" or command.startswith("env A=1 "):
                    name = ""
                _check(failures, f"{command} {redirection}", status, message, name, reason)
    assert not failures, "\n".join(failures)


def test_closed_descriptors_are_no_files(_: str) -> None:
    with _folder() as folder:
        with open(os.path.join(folder, "text"), "rb") as file:
            text = file.read()
        for command in ("tee copy <text >&-", "cp -v text copy >&-", "cp -v text copy <&- >&- 2>&-", "mv -v text copy >&-"):
            status, _message = _run(command, folder)
            with open(os.path.join(folder, "copy"), "rb") as file:
                assert file.read() == text, command
            assert status == 1, (command, status)


def test_a_directory_and_nothing_for_a_file(_: str) -> None:
    failures: list[str] = []
    with _folder() as folder:
        for command in FILE_READERS:
            name = command.split()[0]
            for operand, reason in (("directory", "s a directory"), ("nosuch", "No such file or directory")):
                status, message = _run(f"{command} {operand}", folder)
                _check(failures, f"{command} {operand}", status, message, name, operand, reason)
            # What can be read is not held back by what cannot.
            status, message = _run(f"{command} nosuch text", folder)
            _check(failures, f"{command} nosuch text", status, message, name, "nosuch")
    assert not failures, "\n".join(failures)


def test_any_bytes_are_text(_: str) -> None:
    failures: list[str] = []
    with _folder() as folder:
        for command in FILE_READERS + OTHER_READERS:
            for file in ("nul", "latin", "long", "unended", "empty-file"):
                status, message = _run(f"{command} {file}", folder)
                fine = (0, 1) if command.startswith("grep") else (0,)
                if status not in fine or (message and "binary file matches" not in message):
                    failures.append(f"{command} {file}: status {status}, {message[:200]!r}")
    assert not failures, "\n".join(failures)


def test_links_move(_: str) -> None:
    """The names of a file stay names of one file in another file system."""
    with _folder() as folder, tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        os.mkdir(os.path.join(folder, "a"))
        os.mkdir(os.path.join(folder, "b"))
        for one, two in (("f", "g"), ("a/1", "b/1")):
            open(os.path.join(folder, one), "wb").close()
            os.link(os.path.join(folder, one), os.path.join(folder, two))
        for names in ("f g", "a b"):
            assert _run(f"mv {names} {other}", folder) == (0, "")
        for one, two in (("f", "g"), ("a/1", "b/1")):
            assert os.path.samefile(os.path.join(other, one), os.path.join(other, two)), (one, two)


def test_full_disk(_: str) -> None:
    """A limit of the size of files stands for the disk."""
    with _folder() as folder, tempfile.TemporaryDirectory(dir="/dev/shm") as other:

        def read(name: str) -> bytes:
            with open(os.path.join(folder, name), "rb") as file:
                return file.read()

        whole = read("long")
        for command in ("cp long new", f"mv long {other}/new", f"cp long {other}/new", f"mv long directory {other}"):
            status, message = _run(command, folder, limit=100000)
            assert status == 1 and "File too large" in message, (command, status, message)
            assert read("long") == whole
            assert not os.path.exists(os.path.join(folder, "new"))
            assert not [name for name in os.listdir(other) if name != "directory"], (command, os.listdir(other))
        # A target that is there is the old one or the new one.
        target = os.path.join(other, "target")
        with open(target, "wb") as file:
            file.write(b"old")
        status, message = _run(f"mv long {target}", folder, limit=100000)
        with open(target, "rb") as file:
            assert status == 1 and read("long") == whole and file.read() == b"old"
        for command in ("sort long -o sorted", "tee copy <long"):
            status, message = _run(command, folder, limit=100000)
            assert status > 0 and "File too large" in message, (command, status, message)
