"""Bootable media by GRUB: an ISO for x86-64 (BIOS and UEFI), an EFI system partition for ARM64."""

import os
import shutil
import tempfile

from . import grub
from .initrd import Initrd
from .paths import need, out, top

# BIOS and UEFI from one medium; the fewer GRUB modules in it, the quicker it is made.
ISO_MODULES = (
    "normal multiboot2 iso9660 part_msdos part_gpt fat serial echo test part_acorn part_amiga "
    "part_apple part_bsd part_dfly part_dvh part_plan part_sun part_sunpc"
)


def bootable(arch: str, initrd: Initrd, line: str) -> str:
    """A medium with the kernel, the boot archive and its additions.

    The plain one is kept as out/ARCH/portolan.iso or .img; one with additions is a temporary file
    that is gone from the file system already, and is named by a descriptor that joins
    initrd.descriptors.
    """
    if initrd.plain and not line:
        return plain(arch)
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        medium = os.path.join(folder, "medium")
        _make(arch, medium, initrd, line)
        descriptor = os.open(medium, os.O_RDONLY)
    initrd.descriptors.append(descriptor)
    return f"/proc/self/fd/{descriptor}"


def plain(arch: str) -> str:
    """out/ARCH/portolan.iso or .img, made anew when the kernel or the archive is newer."""
    medium = out(arch, "portolan.iso" if arch == "x86_64" else "portolan.img")
    inputs = [kernel(arch), out(arch, "boot.cpio"), configuration(arch)]
    if not os.path.exists(medium) or any(
        os.path.getmtime(i) > os.path.getmtime(medium) for i in inputs
    ):
        _make(arch, medium, Initrd(arch, "portolan", []), "")
    return medium


def kernel(arch: str) -> str:
    """The kernel as GRUB loads it."""
    name = "kernel.elf" if arch == "x86_64" else "kernel.img"
    return need(out(arch, name), f"run `make ARCH={arch}`")


def configuration(arch: str) -> str:
    """GRUB's menu."""
    return top("bootloader", f"grub-{arch}.cfg")


def _make(arch: str, medium: str, initrd: Initrd, line: str) -> None:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        tree = os.path.join(folder, "tree", "boot")
        os.makedirs(os.path.join(tree, "grub"))
        shutil.copy(kernel(arch), os.path.join(tree, os.path.basename(kernel(arch))))
        shutil.copy(initrd.base, os.path.join(tree, "boot.cpio"))
        with open(os.path.join(tree, "extra.cpio"), "wb") as file:
            file.write(initrd.extra)
        with open(configuration(arch), encoding="ascii") as file:
            menu = file.read()
        with open(os.path.join(tree, "grub", "grub.cfg"), "w", encoding="utf-8") as file:
            file.write(f"set line={grub.quoted(line)}\nset extra=/boot/extra.cpio\n" + menu)
        if arch == "x86_64":
            _make_iso(os.path.dirname(tree), medium)
        else:
            _make_esp(folder, os.path.dirname(tree), medium)


def _make_iso(tree: str, medium: str) -> None:
    grub.run(
        ["grub-mkrescue", "-o", medium, f"--install-modules={ISO_MODULES}"]
        + ["--locales=", "--fonts=", "--themes=", tree]
    )


def _make_esp(folder: str, tree: str, medium: str) -> None:
    loader = grub.efi_loader(
        "aarch64", folder, grub.find_and_configure("--file /boot/kernel.img")
    )
    files = {f"EFI/BOOT/{os.path.basename(loader)}": loader}
    for at, _, names in os.walk(tree):
        for name in names:
            path = os.path.join(at, name)
            files[os.path.relpath(path, tree)] = path
    size = sum(os.path.getsize(file) for file in files.values())
    grub.fat(medium, (size + (8 << 20)) >> 20 << 20, "PORTOLAN", files)
