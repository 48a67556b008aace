"""portolan interface: the table of all calls, docs/mach-interface.md, from their declarations.

The routines of mach/include/mach/interface, with the members of their requests and replies, the
traps of mach/include/mach/traps.h, and beside each the tests that call it.
"""

import os
import re
import sys
from dataclasses import dataclass, field

from .paths import top

_DOCUMENT = "docs/mach-interface.md"
_UNTESTED = "tests/target/mach/untested"  # names of calls that still want one
_INTERFACES = "mach/include/mach/interface"
ROUTINE = re.compile(
    r"using\s+(\w+)\s*=\s*(?:mach::)?(?:rpc::)?(simple_routine|routine)<\s*([\w:]+),\s*\"(\w+)\""
    r"((?:,\s*[\w:]+)*)\s*>;"
)
STRUCT = re.compile(r"^struct (\w+) \{\n(.*?)^\};", re.M | re.S)
MEMBER = re.compile(
    r"^\s*((?:[\w:]+(?:<[^;]*>)?)(?:\s*\*)?)\s+([\w\[\], ]+?)(?:\s*=[^;]*)?;[ \t]*(?:///<[ \t]*([^\n]*(?:\n\s*///<[^\n]*)*))?",
    re.M,
)
_TRAP = re.compile(r"#define MACH_TRAP_(\w+)\s+\\?\s*(\d+)(?:\s*/\*((?:.|\\\n)*?)\*/)?")
_CODES = re.compile(r"\b(?:KERN|MACH_(?:SEND|RCV)|MIG)_[A-Z_]+\b")


@dataclass
class Call:
    """One row."""

    name: str
    number: str
    arguments: str
    results: str
    codes: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)


def run(check: bool) -> int:
    """Writes the document; with `check` only says what is wrong with it: 1 if anything is."""
    sections = [*_interfaces(), ("Traps", _traps())]
    tests = _tests()
    for _, calls in sections:
        for call in calls:
            pattern = re.compile(rf"\b({call.name}(_trap|_routine)?|{call.name.upper()})\b")
            call.tests = [path for path, text in tests if pattern.search(text)]
    text = _document(sections)
    if not check:
        with open(top(_DOCUMENT), "w", encoding="utf-8") as file:
            file.write(text)
        return 0
    with open(top(_DOCUMENT), encoding="utf-8") as file:
        current = file.read() == text
    complaints = [] if current else [f"{_DOCUMENT} is out of date: run build/portolan interface"]
    known = set(_read(top(_UNTESTED)).split())
    untested = {call.name for _, calls in sections for call in calls if not call.tests}
    complaints += [f"{name}: no test calls it" for name in sorted(untested - known)]
    complaints += [f"{name}: tested, strike it out of {_UNTESTED}" for name in sorted(known - untested)]
    print("\n".join(complaints), end="\n" if complaints else "", file=sys.stderr)
    return 1 if complaints else 0


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _files(*folders: str) -> list[str]:
    found = []
    for folder in folders:
        for where, _, names in os.walk(top(folder)):
            found += [os.path.join(where, n) for n in names if n.endswith((".cpp", ".hpp", ".h"))]
    return sorted(found)


def _interfaces() -> list[tuple[str, list[Call]]]:
    headers = {path: _read(path) for path in _files(_INTERFACES)}
    bodies = {name: body for text in headers.values() for name, body in STRUCT.findall(text)}
    bodies |= {n: b for p in _files("mach/include/mach") for n, b in STRUCT.findall(_read(p))}
    constants = _constants()
    served = _served()
    sections = []
    for path, text in headers.items():
        calls = []
        for _, _, number, name, types in ROUTINE.findall(text):
            names = [each.split("::")[-1].strip() for each in types.split(",") if each.strip()]
            calls.append(Call(name, constants.get(number, number),
                              _members(bodies, names[0] if names else ""),
                              _members(bodies, names[1] if len(names) > 1 else ""),
                              served.get(name, [])))  # fmt: skip
        title = os.path.basename(path).removesuffix(".hpp")
        sections.append((title, sorted(calls, key=lambda call: int(call.number))))
    return sections


def _constants() -> dict[str, str]:
    """Message ids that have a name."""
    found = dict(re.findall(r"#define (\w+_ID) (\d+)", _read(top("mach/include/mach/device_types.h"))))
    port = _read(top("mach/include/mach/port.h"))
    first = re.search(r"#define MACH_NOTIFY_FIRST (0\d+)", port)
    for name, offset in re.findall(r"#define (MACH_NOTIFY_\w+) \(MACH_NOTIFY_FIRST \+ (\d+)\)", port):
        found[name] = str(int(first[1], 8) + int(offset, 8)) if first else offset
    return found


def _members(bodies: dict[str, str], name: str) -> str:
    """The members of a request or reply, without those that every one has."""
    parts = []
    for kind, names, remark in MEMBER.findall(bodies.get(name, "")):
        if kind.startswith(("static", "using", "return")) or names == "result":
            continue
        kind = kind.split("::")[-1] if "<" not in kind else kind.replace("rpc::", "")
        remark = " ".join(remark.replace("///<", " ").split())
        parts.append(f"{kind} {names}" + (f" ({remark})" if remark else ""))
    return "; ".join(parts)


def _served() -> dict[str, list[str]]:
    """The codes that stand in each kernel routine, which are not all that it may return."""
    found: dict[str, list[str]] = {}
    start = re.compile(r"^kern_return_t serve\((?:[\w:]+::)?(\w+),", re.M)
    for path in _files("mach/kern", "mach/ipc", "mach/vm"):
        text = _read(path)
        marks = list(start.finditer(text))
        for mark, after in zip(marks, [*marks[1:], None]):
            end = text.find("\n}\n", mark.start())
            limit = after.start() if after else len(text)
            codes = _CODES.findall(text[mark.start() : min(end if end > 0 else limit, limit)])
            found[mark[1].removesuffix("_routine")] = sorted({*codes} - {"KERN_PAGE_WAIT"})
    return found


def _traps() -> list[Call]:
    calls = []
    for name, number, remark in _TRAP.findall(_read(top("mach/include/mach/traps.h"))):
        remark = " ".join(remark.replace("\\", " ").split())
        if name != "LAST":
            calls.append(Call(_function(name), f"-{number}", remark, ""))
    return calls


def _function(trap: str) -> str:
    """A trap's name in <mach/mach_traps.h> without `_trap`."""
    declared = _read(top("mach/include/mach/mach_traps.h"))
    for name in (f"mach_{trap}", trap):
        if re.search(rf"\b{name}(_trap)?\(", declared):
            return name
    return trap


def _tests() -> list[tuple[str, str]]:
    return [(os.path.relpath(path, top()), _read(path))
            for path in _files("tests/target/mach", "tests/unit/ipc", "tests/unit/vm")]  # fmt: skip


def _document(sections: list[tuple[str, list[Call]]]) -> str:
    lines = [
        "# The Mach interface",
        "",
        "Made by `build/portolan interface` from mach/include/mach/interface and <mach/traps.h>;",
        "`make check` fails when it is out of date or a call has no test. Sizes and addresses are",
        "bytes, times nanoseconds, unless a member says otherwise. The codes are those that stand in",
        "the routine itself, besides KERN_SUCCESS and what every call to a kernel object may give:",
        "MIG_BAD_ARGUMENTS, MIG_BAD_ID, KERN_RESOURCE_SHORTAGE, MACH_SEND_* and MACH_RCV_*.",
    ]
    for title, calls in sections:
        if not calls:
            continue
        lines += ["", f"## {title}", "", "| call | id | arguments | results | codes | tests |",
                  "|---|---|---|---|---|---|"]  # fmt: skip
        for call in calls:
            codes = " ".join(code for code in call.codes if code != "KERN_SUCCESS")
            tests = " ".join(path.removeprefix("tests/") for path in call.tests)
            cells = (call.name, call.number, call.arguments, call.results, codes, tests)
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
