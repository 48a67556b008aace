"""The editor as a person uses it, at a pseudo-terminal of this machine: the same program that runs in
Portolan, where edit.py tests what depends on the system.
"""

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from portolan_tool.console import Skip
from portolan_tool.paths import out, top

sys.path.insert(0, top("tests", "userland"))
from edit_session import Session  # noqa: E402  # pylint: disable=wrong-import-position

ARCHES = ("x86_64",)


@contextmanager
def _folder(**files: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        for name, content in files.items():
            _write(os.path.join(folder, name), content)
        yield folder


def _write(path: str, content: bytes) -> None:
    with open(path, "wb") as file:
        file.write(content)


def _read(*path: str) -> bytes:
    with open(os.path.join(*path), "rb") as file:
        return file.read()


def _edit(folder: str, *arguments: str, **options: object) -> Session:
    return Session(out("x86_64", "userland", "edit"), *arguments, folder=folder, **options)


def _save_and_quit(session: Session) -> None:
    session.type("^S").expect("Saved", -2)
    session.type("^Q")
    assert session.wait() == 0


def test_any_bytes_survive(_: str) -> None:
    content = bytes(range(256)) * 3 + b"\xe2\x82 e\xcc\x81 \xf0\x9f\x98\x80\r\nno newline"
    with _folder(binary=content) as folder, _edit(folder, "binary") as session:
        session.expect(r"\^@\^A")
        session.expect("<80><81>")
        session.type("C-End", "!").expect(r"binary \*", -2)
        _save_and_quit(session)
        assert _read(folder, "binary") == content + b"!"


def test_undo_and_redo(_: str) -> None:
    with _folder(a=b"one\n") as folder, _edit(folder, "a") as session:
        session.expect("one")
        session.type("two ", "three", "Down", "Enter", "four").expect("four")
        for _step in range(5):
            session.type("^Z")
        session.expect("nothing more to undo", -2)
        session.expect("^  1 one", 0)
        for _step in range(5):
            session.type("^Y")
        session.expect("four")
        _save_and_quit(session)
        assert _read(folder, "a") == b"two three" + b"one\n\nfour"


def test_search_and_replace(_: str) -> None:
    with _folder(a=b"x1 y2\nx3 x4\nZ\n") as folder, _edit(folder, "a") as session:
        session.expect("x3")
        session.type("^F", "z").expect("Find: z", -2)
        session.type("Enter").expect("3:2", -2)
        session.type("^R", "M-r", r"x(\d)", "Enter").expect("By:", -2)
        session.type(r"<\1>", "Enter").expect("Replace this", -2)
        session.type("n").expect("Replace this", -2)
        session.type("a").expect("Replaced 2 matches", -2)
        session.type("^Z").expect("x3 x4")
        session.type("^Y").expect("<3> <4>")
        session.type("^R", "(", "Enter").expect(r"Not a regular expression: a \) is missing", -2)
        _save_and_quit(session)
        assert _read(folder, "a") == b"x1 y2\n<3> <4>\nZ\n"


def test_copy_between_files(_: str) -> None:
    with _folder(a=b"one\ntwo\n", b=b"") as folder, _edit(folder, "+2", "a", "b") as session:
        session.expect("2:1.*1/2", -2)
        session.type("S-End", "^C", "^T").expect("2/2", -2)
        session.type("^V", "^V").expect("twotwo")
        session.type("M-,").expect("1/2", -2)
        session.type("^T")
        _save_and_quit(session)
        assert (_read(folder, "a"), _read(folder, "b")) == (b"one\ntwo\n", b"twotwo")


def test_indents(_: str) -> None:
    program = b"int f() {\n    g();\n}\n"
    with _folder(**{"a.c": program}) as folder, _edit(folder, "a.c") as session:
        session.expect("int f")
        session.type("End", "Enter", "if (x) {", "Enter", "h();", "Enter", "}").expect("4:6", -2)
        _save_and_quit(session)
        assert _read(folder, "a.c") == program.replace(b"{\n", b"{\n    if (x) {\n        h();\n    }\n", 1)


def test_sizes_and_types(_: str) -> None:
    lines = b"".join(b"line %d of the text, which is wider than some windows are\n" % i for i in range(99))
    for size in ((24, 80), (1, 1), (2, 10), (3, 20), (60, 200)):
        for term in ("xterm-256color", "vt100", "linux"):
            with _folder(a=lines) as folder, _edit(folder, "a", size=size, term=term) as session:
                if size[1] > 9:  # of one cell, the last is never written
                    session.expect("line 0|^ a")
                session.type("C-End", "PgUp", "C-Home", "x")
                session.resize(24, 80)
                session.expect("xline 0 .*are", 0)
                session.expect("Quit", -1)
                _save_and_quit(session)
                assert _read(folder, "a") == b"x" + lines


def test_typing_costs_few_bytes(_: str) -> None:
    with _folder(a=b"line\n" * 200) as folder, _edit(folder, "a") as session:
        session.expect("line", 21)
        session.type("End", "a").expect("1:6", -2)
        before = session.sent
        session.type("b").expect("1:7", -2)
        assert session.sent - before < 40, session.sent - before
        session.type("C-End", "C-Home").expect("1:1 ", -2)
        for _row in range(22):
            session.type("Down")
        session.expect("23:1", -2)
        before = session.sent
        session.type("Down").expect("24:1", -2)
        assert session.sent - before < 120, session.sent - before


def test_lost_terminal(_: str) -> None:
    with _folder(a=b"one\n") as folder:
        with _edit(folder, "a") as session:
            session.expect("one")
            session.type("more ").expect("more one")
            assert session.hang_up() == 129
        assert _read(folder, "a") == b"one\n"
        with _edit(folder, "a") as session:
            session.expect("Recover them", -2)
            session.type("y").expect("more one")
            _save_and_quit(session)
        assert _read(folder, "a") == b"more one\n"
        assert os.listdir(folder) == ["a"]


def test_recovery_can_be_refused(_: str) -> None:
    with _folder() as folder:
        with _edit(folder) as session:
            session.expect("no name")
            session.type("lost").expect("lost")
            session.hang_up()
        with _edit(folder) as session:
            session.expect("Recover them", -2)
            session.type("d").expect(r"\(no name\)", -2)
            session.type("^Q")
            assert session.wait() == 0
        assert not os.listdir(folder)


def test_saving_keeps_what_a_file_is(_: str) -> None:
    with _folder(a=b"a\n", b=b"b\n") as folder:
        path = os.path.join(folder, "a")
        os.chmod(path, 0o751)
        os.symlink("a", os.path.join(folder, "link"))
        os.link(os.path.join(folder, "b"), os.path.join(folder, "other"))
        inode = os.stat(os.path.join(folder, "b")).st_ino
        for name in ("link", "other"):
            with _edit(folder, name) as session:
                session.expect(name, -2)
                session.type("x").expect(r"\*", -2)
                _save_and_quit(session)
        assert _read(path) == b"xa\n"
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o751
        assert os.readlink(os.path.join(folder, "link")) == "a"
        assert _read(folder, "b") == b"xb\n"
        assert os.stat(os.path.join(folder, "b")).st_ino == inode
        assert sorted(os.listdir(folder)) == ["a", "b", "link", "other"]


def test_full_disk_loses_nothing(_: str) -> None:
    with _folder(a=b"old\n") as folder:
        # A limit on the size of files is met like a full disk.
        limited = f"ulimit -f 1; trap '' XFSZ; exec {out('x86_64', 'userland', 'edit')} a"
        with Session("/bin/bash", "-c", limited, folder=folder) as session:
            session.expect("old")
            session.type("\x1b[200~" + "text " * 2000 + "\x1b[201~").expect(r"a \*", -2)
            session.type("^S").expect("a: File too large", -2)
            assert _read(folder, "a") == b"old\n"
            session.type("^Z", "^S").expect("Saved", -2)
            session.type("^Q")
            assert session.wait() == 0
        assert os.listdir(folder) == ["a"]


def test_changed_on_disk(_: str) -> None:
    with _folder(a=b"one\n") as folder, _edit(folder, "a") as session:
        session.expect("one")
        session.type("x").expect("xone")
        _write(os.path.join(folder, "a"), b"other program\n")
        session.type("^S").expect("changed by another program", -2)
        session.type("n").expect("Not saved", -2)
        assert _read(folder, "a") == b"other program\n"
        session.type("M-r").expect("Discard", -2)
        session.type("y").expect("other program")
        session.type("^Q")
        assert session.wait() == 0


def test_cut_short_on_disk(_: str) -> None:
    with _folder(a=b"line\n" * 2_000_000) as folder, _edit(folder, "a") as session:
        session.expect("line")
        os.truncate(os.path.join(folder, "a"), 1000)
        session.type("C-End", "x").expect(r"a \*|cut short", -2)
        session.type("^Q").expect("Save the changes", -2)
        session.type("n")
        assert session.wait() == 0


def test_refuses(_: str) -> None:
    with _folder(secret=b"x") as folder:
        os.mkfifo(os.path.join(folder, "fifo"))
        os.mkdir(os.path.join(folder, "folder"))
        os.symlink("loop", os.path.join(folder, "loop"))
        reasons = {
            "fifo": "Not a regular file", "folder": "Is a directory", "loop": "Symbolic link loop",
            "none/x": "No such file or directory", "/dev/null": "Not a regular file",
        }  # fmt: skip
        for name, reason in reasons.items():
            with _edit(folder, name) as session:
                session.expect(f"^edit: {name}: {reason}$")
                assert session.wait() == 1
        for term in ("dumb", ""):
            with _edit(folder, "secret", term=term) as session:
                session.expect(f"^edit: the terminal '{term}' cannot place its cursor; set TERM")
                assert session.wait() == 1


def test_read_only(_: str) -> None:
    if os.geteuid() == 0:
        raise Skip("the superuser may write every file")
    with _folder(a=b"a\n") as folder, _edit(folder, "a") as session:
        os.chmod(os.path.join(folder, "a"), 0o444)
        session.type("x", "^S").expect("a: Permission denied", -2)


def test_huge_line(_: str) -> None:
    with _folder(a=b"word " * 20_000_000) as folder, _edit(folder, "a") as session:
        session.expect(r"^    word.*\\$|1 word", 0)
        assert session.sent < 8000
        session.type("C-End").expect("byte 100000001", -2)
        session.type("end", "Up", "Up", "C-Home", "PgDn", "Down").expect("byte|1:", -2)
        session.type("^F", "word end", "Enter").expect("byte 100000004", -2)
        session.type("^Q").expect("Save the changes", -2)
        session.type("n")
        assert session.wait() == 0
