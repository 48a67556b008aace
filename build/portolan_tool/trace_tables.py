"""portolan trace-tables: the members of all message bodies, by name, for ipctrace.

C++ knows sizes, offsets and types; only the names have to come from the text of the headers in
which the interfaces are declared (mach/include/mach/rpc.hpp).
"""

import os
import re

from .interface import MEMBER, ROUTINE, STRUCT
from .paths import top

_ROOTS = (("servers", "protocol"), ("mach/include", "mach/interface"))
_SPACE = re.compile(r"^(?:namespace ([\w:]+) \{|\}  // namespace ([\w:]+))$", re.M)
_INTERFACE = re.compile(r"using\s+(\w+)\s*=\s*(?:mach::)?rpc::interface<")
_LISTED = re.compile(r"rpc::interface<([^;]*)>;")
_BODIES = re.compile(r"[\w:]+")


def headers() -> list[tuple[str, str]]:
    """The headers: an include root, and the name in it."""
    found = []
    for root, folder in _ROOTS:
        names = sorted(n for n in os.listdir(top(os.path.join(root, folder))) if n.endswith(".hpp"))
        found += [(root, f"{folder}/{name}") for name in names]
    return found


def write(output: str) -> None:
    """Writes the tables, unless they are as they were."""
    structs: dict[str, str] = {}
    wanted: list[str] = []
    interfaces: list[str] = []
    others: list[tuple[str, str]] = []  # routines that no interface lists, with their header's name
    for root, name in headers():
        with open(top(os.path.join(root, name)), encoding="utf-8") as file:
            text = file.read()
        spaces = _namespaces(text)
        structs |= {_qualified(spaces, m): m[2] for m in STRUCT.finditer(text)}
        interfaces += [_qualified(spaces, m) for m in _INTERFACE.finditer(text)]
        listed = set(re.findall(r"\w+", " ".join(_LISTED.findall(text))))
        for match in ROUTINE.finditer(text):
            if match[1] not in listed:
                others.append((_qualified(spaces, match), os.path.basename(name).removesuffix(".hpp")))
            wanted += [part for part in _BODIES.findall(match[5])]
    by_name = {name.split("::")[-1]: name for name in structs}
    bodies = {by_name[n] for n in (each.split("::")[-1] for each in wanted) if n in by_name}
    lines = ["#ifdef MESSAGE_BODIES_HEADERS", *(f"#include <{name}>" for _, name in headers()), "#else"]
    for body in sorted(bodies):
        members = _members(structs[body])
        if members:
            lines += [f"template <> struct fields_of<{body}> {{", f"    using body = {body};",
                      "    static constexpr field list[] = {"]  # fmt: skip
            lines += [f'        describe<decltype(body::{m})>("{m}", offsetof(body, {m})),' for m in members]
            lines += ["    };", "};"]
    lines += ["using all_interfaces = interface_list<", ",\n".join(f"    {i}" for i in interfaces) + ">;"]
    lines += ["// In no interface: named after their header.", "void add_others(table &all) {"]
    lines += [f'    add<{routine}>(all, "{header}");' for routine, header in others]
    lines += ["}", "#endif"]
    _replace(output, "\n".join(lines) + "\n")


def _namespaces(text: str) -> list[tuple[int, str]]:
    """Where each namespace begins, and with "" where none is open."""
    marks = []
    for match in _SPACE.finditer(text):
        name = match[1] or match[2]
        if name != "detail":
            marks.append((match.start(), match[1] or ""))
    return marks


def _qualified(spaces: list[tuple[int, str]], match: re.Match) -> str:
    space = ""
    for start, name in spaces:
        if start < match.start():
            space = name
    return f"{space}::{match[1]}" if space else match[1]


def _members(body: str) -> list[str]:
    found = []
    for kind, names, _ in MEMBER.findall(body):
        if not kind.startswith(("static", "using", "return")):
            found += [re.sub(r"\[.*", "", name).strip() for name in names.split(",")]
    return found


def _replace(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                os.utime(path)
                return
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
