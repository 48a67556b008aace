"""Disks to boot from: GUID partitions with GRUB, an ext2 root and swap. Nobody's rights and no loop
device are needed.
"""

import os
import shutil
import tempfile
import uuid

from . import gpt, grub
from .image import configuration, kernel
from .initrd import Initrd
from .paths import ToolError, need, out, top

MIB = 1 << 20
ESP_NUMBER, ROOT_NUMBER, SWAP_NUMBER, BIOS_NUMBER = 1, 2, 3, 4
BIOS_SECTORS, ESP_SIZE = 2 * MIB // gpt.SECTOR, 48 * MIB
SMALLEST = 128 * MIB


def size_of(text: str) -> int:
    """Bytes of a size such as 512M or 2G."""
    unit = {"K": 1 << 10, "M": MIB, "G": 1 << 30, "T": 1 << 40}.get(text[-1:].upper(), 0)
    digits = text[:-1] if unit else text
    if not digits.isdigit():
        raise ToolError(f"{text!r} is no size: a number with K, M, G or T behind it is wanted")
    return int(digits) * (unit or 1)


def made_for(image: str, arch: str) -> bool:
    """Is it a disk that this architecture boots from?"""
    return gpt.ROOT[arch] in gpt.kinds(image)


def make(arch: str, image: str, size: int) -> None:
    """Makes `image`, of `size` bytes; a quarter is swap. What the guest does not write takes no room
    on the host.
    """
    if size < SMALLEST:
        raise ToolError(f"a disk has at least {SMALLEST // MIB} MiB")
    parts = _layout(arch, size)
    with tempfile.TemporaryDirectory(prefix="portolan-", dir=os.path.dirname(os.path.abspath(image))) as folder:
        new = os.path.join(folder, "disk")
        with open(new, "wb") as file:
            file.truncate(size // gpt.SECTOR * gpt.SECTOR)
        serial = uuid.uuid4().hex[:8].upper()
        loader = grub.find_and_configure(f"--fs-uuid {serial[:4]}-{serial[4:]}")
        place(new, parts[ESP_NUMBER], _make_esp(arch, folder, loader, serial, parts[ROOT_NUMBER]))
        place(new, parts[ROOT_NUMBER], _make_root(arch, folder, parts[ROOT_NUMBER].sectors))
        place(new, parts[SWAP_NUMBER], make_swap(folder, parts[SWAP_NUMBER].sectors))
        gpt.write(new, parts)
        if arch == "x86_64":
            _make_bios(new, folder, loader, parts[BIOS_NUMBER])
        os.rename(new, image)


def _layout(arch: str, size: int) -> dict[int, gpt.Partition]:
    swap = size // 4 // MIB * MIB // gpt.SECTOR
    first, parts = gpt.FIRST, {}
    if arch == "x86_64":
        parts[BIOS_NUMBER] = gpt.Partition(gpt.BIOS_BOOT, "grub", first, BIOS_SECTORS)
        first += BIOS_SECTORS
    esp = ESP_SIZE // gpt.SECTOR
    parts[ESP_NUMBER] = gpt.Partition(gpt.ESP, "esp", first, esp)
    first += esp
    end = (size // MIB - 1) * MIB // gpt.SECTOR
    parts[ROOT_NUMBER] = gpt.Partition(gpt.ROOT[arch], "root", first, end - swap - first)
    parts[SWAP_NUMBER] = gpt.Partition(gpt.SWAP, "swap", end - swap, swap)
    return parts


def _make_esp(arch: str, folder: str, loader: str, serial: str, root: gpt.Partition) -> str:
    menu = os.path.join(folder, "grub.cfg")
    with open(menu, "w", encoding="ascii") as file:
        file.write(f"set line='root=PARTUUID={root.identity}'\nset extra=none\n")
        for part in (top("bootloader", "grub-disk.cfg"), configuration(arch)):
            with open(part, encoding="ascii") as source:
                file.write(source.read())
    efi = grub.efi_loader(arch, folder, loader)
    esp = os.path.join(folder, "esp")
    files = {
        f"EFI/BOOT/{os.path.basename(efi)}": efi,
        f"boot/{os.path.basename(kernel(arch))}": kernel(arch),
        "boot/boot.cpio": need(out(arch, "servers.cpio"), f"run `make ARCH={arch}`"),
        "boot/grub/grub.cfg": menu,
    }
    grub.fat(esp, ESP_SIZE, "PORTOLAN", files, serial)
    return esp


def _make_root(arch: str, folder: str, sectors: int) -> str:
    """The files of the boot archive but for what it keeps: servers, drivers, libposix."""
    source = need(out(arch, "root"), f"run `make ARCH={arch}`")
    tree, image = os.path.join(folder, "tree"), os.path.join(folder, "root")
    shutil.copytree(source, tree, symlinks=True, ignore=_without_servers(source))
    grub.run(
        ["mke2fs", "-q", "-t", "ext2", "-b", "4096", "-m", "1", "-L", "portolan-root"]
        + ["-E", "root_owner=0:0", "-d", tree, image, f"{sectors // 2}k"]
    )
    if os.getuid() != 0:
        _give_to_root(folder, tree, image)
    return image


def _without_servers(source: str):
    boot = os.path.join(source, "boot")
    return lambda folder, names: names if folder == boot else []


def _give_to_root(folder: str, tree: str, image: str) -> None:
    """mke2fs keeps the owners it finds; everything is root's."""
    commands = os.path.join(folder, "owners")
    with open(commands, "w", encoding="utf-8") as file:
        for at, folders, names in os.walk(tree):
            for name in folders + names:
                path = "/" + os.path.relpath(os.path.join(at, name), tree)
                file.write(f'sif "{path}" uid 0\nsif "{path}" gid 0\n')
    grub.run(["debugfs", "-w", "-f", commands, image])


def make_swap(folder: str, sectors: int) -> str:
    image = os.path.join(folder, "swap")
    with open(image, "wb") as file:
        file.truncate(sectors * gpt.SECTOR)
    os.chmod(image, 0o600)
    grub.run(["mkswap", "--pagesize", "4096", "-L", "portolan-swap", image])
    return image


def _make_bios(image: str, folder: str, script: str, part: gpt.Partition) -> None:
    boot, core = grub.bios_loader(folder, script, part.first)
    if len(core) > part.sectors * gpt.SECTOR:
        raise ToolError("GRUB does not fit into its partition")
    with open(image, "r+b") as file:
        file.write(boot)
        file.seek(part.first * gpt.SECTOR)
        file.write(core)


def place(image: str, part: gpt.Partition, content: str) -> None:
    """Copies a partition's content to its place, leaving out what is not written."""
    with open(content, "rb") as source, open(image, "r+b") as to:
        end, at = os.fstat(source.fileno()).st_size, 0
        while at < end:
            try:
                at = os.lseek(source.fileno(), at, os.SEEK_DATA)
            except OSError:  # nothing but a hole from here on
                break
            hole = os.lseek(source.fileno(), at, os.SEEK_HOLE)
            while at < hole:
                data = os.pread(source.fileno(), min(hole - at, MIB), at)
                os.pwrite(to.fileno(), data, part.first * gpt.SECTOR + at)
                at += len(data)
    os.unlink(content)


def addition(initrd: Initrd, line: str) -> str:
    """A medium with a run's files and kernel options, for grub-disk.cfg to find. It is gone from the
    file system already, and is named by a descriptor that joins initrd.descriptors.
    """
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        archive, menu = os.path.join(folder, "extra.cpio"), os.path.join(folder, "portolan.cfg")
        with open(archive, "wb") as file:
            file.write(initrd.extra)
        with open(menu, "w", encoding="utf-8") as file:
            file.write(f"set more={grub.quoted(line)}\n")
        medium = os.path.join(folder, "medium")
        size = (len(initrd.extra) + 4 * MIB) // MIB * MIB
        grub.fat(medium, size, "PORTOLANRUN", {"extra.cpio": archive, "portolan.cfg": menu})
        descriptor = os.open(medium, os.O_RDONLY)
    initrd.descriptors.append(descriptor)
    return f"/proc/self/fd/{descriptor}"
