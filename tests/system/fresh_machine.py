"""A machine that has nothing but git and make: what make does before the packages are there."""

import os
import re
import subprocess

from portolan_tool.paths import top

ARCHES = ("x86_64",)
PACKAGES = ("out/stamp/packages", "out/stamp/test-packages")


def _rules() -> tuple[dict[str, set[str]], set[str]]:
    """What each target waits for, and the targets that are made by commands."""
    line = ["make", "-C", top(), "--no-print-directory", "-pn", "test"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    database = subprocess.run(line, capture_output=True, text=True, check=True, env=environment).stdout
    needs: dict[str, set[str]] = {}
    made: set[str] = set()
    current: list[str] = []
    in_definition = False
    for line_of_rule in database.splitlines():
        in_definition = in_definition and line_of_rule != "endef" or line_of_rule.startswith("define ")
        rule = re.match(r"([^#\t=:][^=:]*):(?!=)(.*)", line_of_rule)
        if in_definition or not line_of_rule:
            current = []
        elif line_of_rule.startswith("\t"):
            made.update(current)
        elif rule:
            current = rule[1].split()
            for target in current:
                needs.setdefault(target, set()).update(rule[2].replace("|", " ").split())
    return needs, made


def test_one_apt_get_at_a_time(_: str) -> None:
    needs, _made = _rules()
    assert PACKAGES[0] in needs[PACKAGES[1]], needs[PACKAGES[1]]


def test_everything_waits_for_the_packages(_: str) -> None:
    needs, made = _rules()
    late = set(PACKAGES)
    before: set[str] = set()
    while late != before:  # what waits for something that waits
        before = set(late)
        late |= {target for target, needed in needs.items() if needed & before}
    files = {target for target in made if target.startswith("out/")}
    assert len(files) > 1000, len(files)
    assert not files - late, sorted(files - late)[:10]
