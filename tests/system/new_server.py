"""What `portolan new-server` writes: the server greeter, of docs/writing-a-server.md, is of it."""

import os
import shutil
import subprocess
import tempfile

from portolan_tool import new_server
from portolan_tool.paths import ToolError, top

ARCHES = ("x86_64",)


def test_greeter_is_what_it_writes(_arch: str) -> None:
    """So that what is built and tested as greeter is what every new server begins with."""
    with tempfile.TemporaryDirectory() as root:
        shutil.copytree(top("servers", "protocol"), os.path.join(root, "servers", "protocol"))
        os.remove(os.path.join(root, "servers", "protocol", "greeter.hpp"))
        written = new_server.create("greeter", root)
        assert len(written) == len(new_server.FILES), written
        for path in written:
            with open(os.path.join(root, path), encoding="utf-8") as file:
                made = file.read()
            with open(top(path), encoding="utf-8") as file:
                kept = file.read()
            assert _without_ids(made) == _without_ids(kept), path
            assert "@" not in made, path


def test_ids_and_names(_arch: str) -> None:
    """Each server has ids of its own; a name that is taken or cannot be one is refused."""
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, "servers", "protocol"))
        numbers = set()
        for name in ("one", "two"):
            new_server.create(name, root)
            header = os.path.join(root, "servers", "protocol", name + ".hpp")
            with open(header, encoding="utf-8") as file:
                numbers.add(file.read().split("routine<")[1].split(",")[0])
        assert len(numbers) == 2, numbers
        for wrong in ("one", "Two", "a-b", "", "../x", "9lives", "x" * 33):
            try:
                new_server.create(wrong, root)
            except ToolError:
                continue
            raise AssertionError(wrong)


def test_one_that_was_removed(_arch: str) -> None:
    """The next make knows it no more, without being told to begin anew."""
    with tempfile.TemporaryDirectory() as folder:
        root = os.path.join(folder, "portolan")
        shutil.copytree(top(), root, ignore=shutil.ignore_patterns("out", ".git"))
        shutil.copytree(top("out", "stamp"), os.path.join(root, "out", "stamp"))
        before = _names_of_messages(root)
        written = new_server.create("passing", root)
        with_it = _names_of_messages(root)
        for path in written:
            os.remove(os.path.join(root, path))
        assert "passing" in with_it and "passing" not in before
        assert _names_of_messages(root) == before


def _names_of_messages(root: str) -> str:
    """What ipctrace is built with."""
    made = os.path.join("out", "generated", "message_bodies.inc")
    subprocess.run(["make", "-s", "-C", root, made], check=True)
    with open(os.path.join(root, made), encoding="utf-8") as file:
        return file.read()


def _without_ids(text: str) -> str:
    return "".join("0" if letter.isdigit() else letter for letter in text)
