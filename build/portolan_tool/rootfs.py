"""The tree out/ARCH/root and the boot archives made from it.

boot.cpio is Portolan's. linux.cpio holds the same files less the servers, plus an /init for Linux,
so that one shell and one set of utilities run on both. servers.cpio is what boots a disk, whose root
partition has the rest.
"""

import fcntl
import glob
import os
import shutil
import subprocess

from .cpio import Archive
from .paths import out, sysroot, top

FOLDERS = {
    "bin": 0o755, "boot": 0o755, "dev": 0o755, "etc": 0o755, "home": 0o755, "mnt": 0o755,
    "proc": 0o755, "root": 0o700, "run": 0o755, "sbin": 0o755, "sys": 0o755, "tmp": 0o1777,
    "usr": 0o755, "usr/bin": 0o755, "var": 0o755, "var/tmp": 0o1777,
}  # fmt: skip

# While this file is there, /bin/sh is msh; else busybox's ash.
LOGIN_SHELL = top("userland", "msh", "login_shell")

LINUX_INIT = """\
#!/bin/busybox sh
busybox mount -t devtmpfs dev /dev
busybox mkdir -p /dev/pts /dev/shm
busybox mount -t devpts devpts /dev/pts
busybox mount -t tmpfs -o mode=1777 shm /dev/shm
busybox mount -t proc proc /proc
busybox mount -t sysfs sys /sys
[ ! -d /lib/modules ] || for module in /lib/modules/*; do busybox insmod $module; done
exec /sbin/init
"""


def busybox(arch: str) -> str:
    """The host's path of Debian's static busybox."""
    return "/bin/busybox" if arch == "x86_64" else sysroot("aarch64", "bin", "busybox")


def applets() -> list[str]:
    """The applets' full names as `busybox --install` places them; alike on both architectures."""
    listing = subprocess.run(
        ["/bin/busybox", "--list-full"], capture_output=True, text=True, check=True
    )
    return listing.stdout.split()


def utilities() -> list[str]:
    """The names that portolan-utils answers to: userland/bin/NAME.cpp, and userland/bin/aliases."""
    folder = top("userland", "bin")
    if not os.path.isdir(folder):
        return []
    stems = {os.path.splitext(name) for name in os.listdir(folder)}
    names = {stem for stem, suffix in stems if suffix in (".cpp", ".c") and stem != "main"}
    aliases = os.path.join(folder, "aliases")
    if os.path.exists(aliases):
        with open(aliases, encoding="ascii") as file:
            names.update(file.read().split())
    return sorted(names)


def build(arch: str) -> None:
    """Makes out/ARCH/root and the boot archives. Two at once take turns."""
    os.makedirs(out(arch), exist_ok=True)
    with open(out(arch, "root.lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _build(arch, out(arch, "root"))


def _build(arch: str, root: str) -> None:
    shutil.rmtree(root, ignore_errors=True)
    for folder, mode in FOLDERS.items():
        path = os.path.join(root, folder)
        os.makedirs(path)
        os.chmod(path, mode)
    shutil.copytree(top("build", "root"), root, dirs_exist_ok=True)
    os.symlink("../run", os.path.join(root, "var", "run"))
    os.symlink("../proc/net/pnp", os.path.join(root, "etc", "resolv.conf"))
    _install_programs(arch, root)
    _write(out(arch, "linux.cpio"), root, linux=True)
    _install_servers(arch, root)
    _write(out(arch, "servers.cpio"), os.path.join(root, "boot"), "boot")
    _write(out(arch, "boot.cpio"), root)


def _install_programs(arch: str, root: str) -> None:
    shutil.copy(busybox(arch), os.path.join(root, "bin", "busybox"))
    ours: dict[str, str] = {}
    if _install(arch, "userland/portolan-utils", root, "bin/portolan-utils"):
        ours.update((name, "portolan-utils") for name in utilities())
    if _install(arch, "userland/msh", root, "bin/msh") and os.path.exists(LOGIN_SHELL):
        ours["sh"] = "msh"
    _install(arch, "userland/edit", root, "bin/edit")
    _install(arch, "userland/init", root, "sbin/init")
    for name, target in ours.items():
        os.symlink(target, os.path.join(root, "bin", name))
    taken = {*ours, *_names(out(arch, "programs"))}
    for applet in applets():
        path = os.path.join(root, applet)
        if os.path.basename(applet) in taken or os.path.lexists(path) or applet == "linuxrc":
            continue
        os.makedirs(os.path.dirname(path), exist_ok=True)
        os.symlink("/bin/busybox", path)


def _names(folder: str) -> list[str]:
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _install_servers(arch: str, root: str) -> None:
    for name in _names(out(arch, "servers")):
        _install(arch, f"servers/{name}", root, f"boot/{name}")
    for name in _names(out(arch, "programs")):
        _install(arch, f"programs/{name}", root, f"bin/{name}")
    _install(arch, "libposix.elf", root, "boot/libposix.elf")
    services = top("servers", "bootstrap", "services")
    if os.path.exists(services):
        shutil.copy(services, os.path.join(root, "boot", "services"))
    for description in sorted(glob.glob(top("servers", "**", "service"), recursive=True)):
        name = os.path.basename(os.path.dirname(description))
        os.makedirs(os.path.join(root, "boot", "services.d"), exist_ok=True)
        shutil.copy(description, os.path.join(root, "boot", "services.d", name))


def _install(arch: str, built: str, root: str, name: str) -> bool:
    """Puts a built program into the root without its symbols; False if there is none."""
    source = out(arch, built)
    if not os.path.exists(source):
        return False
    subprocess.run(["llvm-strip-19", "-o", os.path.join(root, name), source], check=True)
    return True


def _write(path: str, source: str, name: str = "", linux: bool = False) -> None:
    with open(path + ".new", "wb") as file:
        archive = Archive(file)
        archive.tree(source, name, fixed_time=True)
        if linux:
            archive.regular("init", LINUX_INIT.encode(), 0o755)
        archive.close()
    os.rename(path + ".new", path)
