"""The command line of build/portolan. Modules that a subcommand alone needs are imported by it
alone.
"""

import argparse
import os
import shlex
import shutil
import signal
import subprocess
import sys
from typing import NoReturn

from .paths import ARCHES, STATUS_HELP, TOOL_ERROR, TOP, ToolError, out


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(TOOL_ERROR, f"{self.prog}: {message}\n")


def main() -> int:
    """Runs the subcommand that was asked for, and returns the exit status."""
    options = _parser().parse_args()
    # So that machines are ended on the way out.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        return options.function(options)
    except ToolError as error:
        print(f"portolan: {error}", file=sys.stderr)
        return TOOL_ERROR
    except FileNotFoundError as error:
        print(f"portolan: {error.filename}: not found; run `make`", file=sys.stderr)
        return TOOL_ERROR
    except (KeyboardInterrupt, BrokenPipeError):
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="portolan", description="Runs, tests and measures Portolan under QEMU.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = commands.add_parser(
        "run",
        help="boot to a prompt, or run one command",
        description="Boots to a prompt on this terminal (Ctrl-A x ends the machine), or, with\n"
        "--cmd, runs one command in the guest's shell and writes exactly its output.",
        epilog=STATUS_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _machine_options(run)
    run.add_argument(
        "--cmd", metavar="COMMAND", help="run this by the guest's shell, standard input empty"
    )
    run.add_argument(
        "--timeout", type=float, metavar="S", help="with --cmd: seconds until it is given up"
    )
    run.add_argument(
        "--strace", action="store_true", help="with --cmd: write its Linux system calls, too"
    )
    run.add_argument("--archive", metavar="FILE", help="another boot archive than the built one")
    run.add_argument(
        "--console-log", metavar="FILE", help="with --cmd: keep the console log in FILE"
    )
    run.set_defaults(function=_run)

    debug = commands.add_parser("debug", help="boot with gdb attached")
    _machine_options(debug)
    debug.set_defaults(function=_debug)

    image = commands.add_parser("image", help="make the bootable image of an architecture")
    _arch_option(image)
    image.add_argument(
        "--disk", action="store_true", help="a disk with GRUB, an ext2 root and swap, for run --disk"
    )
    image.add_argument("-o", "--output", metavar="FILE", help="with --disk: the disk image")
    image.add_argument("--size", default="1G", help="with --disk: its size (1G), sparse")
    image.set_defaults(function=_image)

    root = commands.add_parser(
        "root", help="make the root tree and the boot archive (what make calls)"
    )
    _arch_option(root)
    root.set_defaults(function=_root)

    packages = commands.add_parser(
        "rootfs", help="unpack Debian packages and what they depend on, for run --rootfs"
    )
    _arch_option(packages)
    packages.add_argument("--packages", required=True, metavar='"NAME..."', help="their names")
    packages.add_argument(
        "-o", "--output", metavar="DIR", help="the folder to add them to (a fresh out/rootfs/ARCH)"
    )
    packages.set_defaults(function=_rootfs)

    test = commands.add_parser("test", help="run the tests")
    test.add_argument("--arch", choices=ARCHES, help="one architecture only")
    test.add_argument("--only", metavar="PATTERN", help="only tests whose name contains PATTERN")
    test.add_argument("--ring", choices=("unit", "target", "system"), help="one ring only")
    test.set_defaults(function=_test)

    stress = commands.add_parser("stress", help="take everything away from everybody, for a while")
    _arch_option(stress)
    stress.add_argument("--smp", type=int, default=4, metavar="N", help="processors (4)")
    stress.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")
    stress.add_argument("--seconds", type=int, default=600, help="how long (600)")
    stress.set_defaults(function=_stress)
    fuzz = commands.add_parser("fuzz", help="random traps and messages, for a while")
    _arch_option(fuzz)
    fuzz.add_argument("--smp", type=int, default=4, metavar="N", help="processors (4)")
    fuzz.add_argument("--seed", type=int, default=1, help="of the random numbers (1)")
    fuzz.add_argument(
        "--operations", type=int, default=100_000_000, metavar="N", help="how many (100,000,000)"
    )
    fuzz.set_defaults(function=_fuzz)

    lint = commands.add_parser("lint", help="clang-tidy over what has changed since it passed")
    lint.set_defaults(function=_lint)
    verify = commands.add_parser("verify", help="search the models of the protocols")
    verify.set_defaults(function=_verify)

    bench = commands.add_parser("bench", help="measure guest instructions, beside Linux")
    bench.add_argument("--arch", choices=ARCHES, help="one architecture only")
    bench.add_argument("--record", action="store_true", help="what is measured is what is expected from now on")
    bench.set_defaults(function=_bench)

    profile = commands.add_parser("profile", help="count a benchmark's instructions by function")
    _arch_option(profile)
    profile.add_argument("name", help="as in out/bench/results.json")
    profile.add_argument(
        "--server", default="file", help="whose functions are named (default: file)"
    )
    profile.add_argument("--list", action="store_true", help="every instruction of one round")
    profile.set_defaults(function=_profile)

    trace = commands.add_parser("trace", help="make a page of the messages a command has exchanged")
    _machine_options(trace)
    trace.add_argument("--cmd", required=True, metavar="COMMAND", help="for the guest's shell")
    trace.add_argument("-o", "--output", default="trace.html", metavar="FILE", help="the page (trace.html)")
    trace.add_argument("--timeout", type=float, default=120, metavar="S", help="seconds until it is given up")
    trace.set_defaults(function=_trace)

    tables = commands.add_parser("trace-tables", help="write what ipctrace knows (what make calls)")
    tables.add_argument("-o", "--output", required=True, metavar="FILE", help="the C++ to write")
    tables.set_defaults(function=_trace_tables)

    interface = commands.add_parser("interface", help="write docs/mach-interface.md")
    interface.add_argument("--check", action="store_true", help="only say what is wrong with it")
    interface.set_defaults(function=_interface)

    server = commands.add_parser("new-server", help="write a small server to begin with")
    server.add_argument("name", metavar="NAME")
    server.set_defaults(function=_new_server)

    version = commands.add_parser("version", help="say which version this is")
    version.set_defaults(function=_version)
    return parser


def _arch_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--arch", choices=ARCHES, default="x86_64", help="default: x86_64")


def _machine_options(parser: argparse.ArgumentParser) -> None:
    _arch_option(parser)
    parser.add_argument("--smp", type=int, default=1, metavar="N", help="processors (1)")
    parser.add_argument(
        "--mem", default="512M", metavar="SIZE", help="memory, such as 64M or 8G (512M)"
    )
    parser.add_argument(
        "--add",
        action="append",
        default=[],
        metavar="HOSTFILE[:GUESTPATH]",
        help="put a file or folder into the guest, by default as /NAME; may be repeated",
    )
    parser.add_argument(
        "--rootfs", metavar="DIR", help="put everything in a folder into the guest's root folder"
    )
    parser.add_argument(
        "--boot",
        choices=("direct", "grub", "uefi"),
        help="how (grub from a disk made by `image --disk`, else direct)",
    )
    parser.add_argument(
        "--gic", type=int, choices=(2, 3), default=3, help="ARM64 interrupt controller (3)"
    )
    parser.add_argument(
        "--disk",
        action="append",
        default=[],
        metavar="IMG",
        help="attach a disk image; boot from it when it was made by `image --disk`",
    )
    parser.add_argument(
        "--net", choices=("none", "user"), default="none", help="a network card; user: QEMU's own network"
    )
    parser.add_argument(
        "--forward",
        action="append",
        default=[],
        metavar="HOST:GUEST",
        type=_forward,
        help="with --net user: a TCP port of this machine leads to the guest's",
    )
    parser.add_argument("--icount", action="store_true", help="one instruction is one nanosecond")
    parser.add_argument("--gdb", action="store_true", help="wait for gdb on port 1234")
    parser.add_argument("--cpu", default="", metavar="MODEL", help="QEMU's processor model")
    parser.add_argument("--append", default="", metavar="STRING", help="kernel command line")
    parser.add_argument(
        "--kernel", choices=("portolan", "linux"), default="portolan", help="linux: the oracle"
    )


def _forward(text: str) -> str:
    host, colon, guest = text.partition(":")
    if not (colon and host.isdigit() and guest.isdigit() and max(int(host), int(guest)) < 65536):
        raise argparse.ArgumentTypeError(f"{text}: not two port numbers, HOST:GUEST")
    return text


def _machine(options: argparse.Namespace):
    from . import disk_image
    from .machine import Machine, portable_name

    boot, boot_disk = options.boot, None
    if options.kernel == "portolan" and boot != "direct":
        of_ours = (disk_image.made_for(disk, options.arch) for disk in options.disk)
        boot_disk = next((index for index, ours in enumerate(of_ours) if ours), None)
    boot = boot or ("direct" if boot_disk is None else "grub")
    if options.kernel == "linux" and boot != "direct":
        raise ToolError("Linux is booted directly only")
    if options.forward and options.net != "user":
        raise ToolError("--forward needs --net user")
    if boot_disk is not None and getattr(options, "archive", None):
        raise ToolError("a disk is booted with its own archive; --boot direct takes another")
    return Machine(
        arch=options.arch,
        smp=options.smp,
        mem=options.mem,
        kernel=options.kernel,
        boot=boot,
        gic=options.gic,
        cpu=options.cpu,
        icount=options.icount,
        gdb=options.gdb,
        append=options.append,
        disks=[portable_name(disk) for disk in options.disk],
        net=options.net == "user",
        forward=options.forward,
        boot_disk=boot_disk,
    )


def _run(options: argparse.Namespace) -> int:
    from . import linux_modules, run
    from .initrd import Initrd

    machine = _machine(options)
    add = options.add
    if options.kernel == "linux" and options.disk:
        add = [*add, f"{linux_modules.folder(options.arch)}:/lib/modules"]
    script = options.cmd
    if options.strace:
        if script is None or options.kernel == "linux":
            raise ToolError("run --strace wants --cmd, and Portolan to run it")
        script = f"strace -f /bin/sh -c {shlex.quote(script)}"
    initrd = Initrd(options.arch, options.kernel, add, script, options.archive, options.rootfs)
    if options.cmd is None:
        return run.interactive(machine, initrd)

    def output(data: bytes) -> None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()

    outcome = run.command(machine, initrd, options.timeout, output)
    if options.console_log:
        with open(options.console_log, "wb") as file:
            file.write(outcome.log)
    outcome.report()
    return outcome.status


def _debug(options: argparse.Namespace) -> int:
    from . import debug

    return debug.session(_machine(options), options.add, options.rootfs)


def _image(options: argparse.Namespace) -> int:
    from . import disk_image, image

    if options.disk:
        if not options.output:
            raise ToolError("image --disk wants -o FILE")
        disk_image.make(options.arch, options.output, disk_image.size_of(options.size))
        return 0
    print(os.path.relpath(image.plain(options.arch)))
    return 0


def _root(options: argparse.Namespace) -> int:
    from . import rootfs

    rootfs.build(options.arch)
    return 0


def _rootfs(options: argparse.Namespace) -> int:
    from . import packages

    folder = options.output or out("rootfs", options.arch)
    if not options.output:
        shutil.rmtree(folder, ignore_errors=True)
    packages.unpack(options.arch, options.packages.split(), folder)
    print(os.path.relpath(folder))
    return 0


def _test(options: argparse.Namespace) -> int:
    from . import test

    return test.run(options.arch, options.only, options.ring)


def _stress(options: argparse.Namespace) -> int:
    from . import mach_tests

    return mach_tests.stress(options.arch, options.smp, options.seed, options.seconds)


def _fuzz(options: argparse.Namespace) -> int:
    from . import mach_tests

    return mach_tests.fuzz(options.arch, options.smp, options.seed, options.operations)


def _verify(_options: argparse.Namespace) -> int:
    from . import verify

    return verify.run()


def _lint(_options: argparse.Namespace) -> int:
    from . import lint

    return lint.lint()


def _bench(options: argparse.Namespace) -> int:
    from . import bench

    return bench.run(options.arch, options.record)


def _profile(options: argparse.Namespace) -> int:
    from . import profile

    return profile.run(options.arch, options.name, options.list, options.server)


def _trace(options: argparse.Namespace) -> int:
    from . import trace_page

    data, status = trace_page.record(
        _machine(options), options.cmd, options.add, options.rootfs, options.timeout
    )
    trace_page.write(options.output, options.cmd, options.arch, data)
    return status


def _trace_tables(options: argparse.Namespace) -> int:
    from .trace_tables import write

    write(options.output)
    return 0


def _interface(options: argparse.Namespace) -> int:
    from . import interface

    return interface.run(options.check)


def _new_server(options: argparse.Namespace) -> int:
    from . import new_server

    for path in new_server.create(options.name, TOP):
        print(path)
    return 0


def _version(_options: argparse.Namespace) -> int:
    described = subprocess.run(
        ["git", "-C", TOP, "describe", "--always", "--dirty", "--tags"],
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"Portolan {described.stdout.strip() or 'unknown'}")
    for arch in ARCHES:
        built = os.path.exists(out(arch, "kernel.elf"))
        print(f"  {arch}: {'built' if built else 'not built'}")
    return 0
