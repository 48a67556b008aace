"""A new server, made from the templates in build/new-server."""

import glob
import os
import re

from .paths import ToolError, top

# Where each template goes.
FILES = {
    "protocol.hpp.in": "servers/protocol/{name}.hpp",
    "main.cpp.in": "servers/{name}/main.cpp",
    "service.in": "servers/{name}/service",
    "README.md.in": "servers/{name}/README.md",
    "program.cpp.in": "servers/program/ask_{name}.cpp",
    "test.py.in": "tests/system/{name}.py",
}
# An interface has 100 ids for requests; the next 100 are of the replies.
BLOCK = 200
NAME_MAX = 32


def create(name: str, root: str) -> list[str]:
    """Writes the files of a server below `root`; returns their paths."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or len(name) > NAME_MAX:
        raise ToolError(f"{name}: a name has small letters, digits and _, {NAME_MAX} at most")
    paths = {template: path.format(name=name) for template, path in FILES.items()}
    for path in (*paths.values(), f"servers/{name}", f"servers/driver/{name}"):
        if os.path.exists(os.path.join(root, path)):
            raise ToolError(f"{path} is there already")
    first = _free_ids(root)
    for template, path in paths.items():
        with open(top("build", "new-server", template), encoding="utf-8") as file:
            text = file.read()
        text = text.replace("@NAME@", name).replace("@ID@", str(first))
        text = text.replace("@ID_LAST@", str(first + BLOCK // 2 - 1))
        target = os.path.join(root, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(text)
    return list(paths.values())


def _free_ids(root: str) -> int:
    """The first block of message ids that no interface uses."""
    used = {0}
    for header in glob.glob(os.path.join(root, "servers", "protocol", "*.hpp")):
        with open(header, encoding="utf-8") as file:
            used.update(int(number) for number in re.findall(r"routine<\s*(\d+)", file.read()))
    return (max(used) // BLOCK + 1) * BLOCK
