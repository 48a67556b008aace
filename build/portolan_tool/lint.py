"""clang-tidy over what is compiled. What has passed is not looked at again until it, a header it
includes or .clang-tidy changes: out/tidy keeps a stamp for each source."""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from .paths import top

# The headers that are read go to standard error, a line each behind dots; the analyzer looks into
# small functions only, which takes a fourth of the time.
ARGUMENTS = ("-H", "-Xclang", "-analyzer-config", "-Xclang", "mode=shallow")
FOLDERS = ("mach/", "servers/", "libposix/", "userland/")


def lint() -> int:
    """Returns the exit status. What is found goes to standard output."""
    wanted = _sources()
    todo = [source for source in wanted if not _passed(source)]
    database = _database([entry for entry in wanted.values() if entry["file"] in todo])
    failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, (source, said) in enumerate(pool.map(lambda each: _look(each, database), todo), 1):
            if sys.stdout.isatty():
                print(f"\r\033[K{done} of {len(todo)}: {source}", end="", flush=True)
            if said:
                failed += 1
                print(f"\n{said}", flush=True)
    print(f"\nclang-tidy: {len(wanted)} sources, {len(todo)} looked at, {failed} with findings")
    return 1 if failed else 0


def _sources() -> dict[str, dict]:
    """Each source with one of its compilations."""
    with open(top("out", "compile_commands.json"), encoding="utf-8") as file:
        entries = json.load(file)
    return {
        entry["file"]: entry
        for entry in entries
        if entry["file"].startswith(FOLDERS) and not entry["file"].endswith(".S")
    }


def _database(entries: list[dict]) -> str:
    """The folder of a database without precompiled headers, which would be looked at each time."""
    for entry in entries:
        arguments = entry["arguments"]
        if "-include-pch" in arguments:
            at = arguments.index("-include-pch")
            del arguments[at : at + 2]
    folder = top("out", "tidy")
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file)
    return folder


def _stamp(source: str) -> str:
    return top("out", "tidy", f"{source}.passed")


def _passed(source: str) -> bool:
    """Since nothing that it read is newer. A stamp holds what that was, a path in each line."""
    try:
        passed = os.stat(_stamp(source)).st_mtime
        with open(_stamp(source), encoding="utf-8") as file:
            return all(os.stat(top(path)).st_mtime < passed for path in file.read().splitlines())
    except FileNotFoundError:
        return False


def _look(source: str, database: str) -> tuple[str, str]:
    """Returns the source with what was found in it."""
    command = ["clang-tidy-19", "--quiet", "-p", database]
    command += [f"--extra-arg={argument}" for argument in ARGUMENTS]
    outcome = subprocess.run(
        [*command, source], cwd=top(), capture_output=True, text=True, check=False
    )
    if outcome.returncode != 0:
        return source, outcome.stdout
    read = set(re.findall(r"^\.+ (.*)$", outcome.stderr, re.M))
    os.makedirs(os.path.dirname(_stamp(source)), exist_ok=True)
    with open(_stamp(source), "w", encoding="utf-8") as file:
        file.write("\n".join([source, ".clang-tidy", *sorted(read)]) + "\n")
    return source, ""
