"""Bootable media by GRUB: an ISO for x86-64 (BIOS and UEFI), an EFI system partition for ARM64."""

import os
import shutil
import subprocess
import tempfile

from .initrd import Initrd
from .paths import ToolError, need, out, sysroot, top

# BIOS and UEFI from one medium; the fewer GRUB modules in it, the quicker it is made.
ISO_MODULES = (
    "normal multiboot2 iso9660 part_msdos part_gpt fat serial echo test part_acorn part_amiga "
    "part_apple part_bsd part_dfly part_dvh part_plan part_sun part_sunpc"
)
ESP_MODULES = "normal linux fat part_gpt part_msdos search search_fs_file configfile echo test"


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
    inputs = [_kernel(arch), out(arch, "boot.cpio"), _configuration(arch)]
    if not os.path.exists(medium) or any(
        os.path.getmtime(i) > os.path.getmtime(medium) for i in inputs
    ):
        _make(arch, medium, Initrd(arch, "portolan", []), "")
    return medium


def _kernel(arch: str) -> str:
    name = "kernel.elf" if arch == "x86_64" else "kernel.img"
    return need(out(arch, name), f"run `make ARCH={arch}`")


def _configuration(arch: str) -> str:
    return top("bootloader", f"grub-{arch}.cfg")


def _make(arch: str, medium: str, initrd: Initrd, line: str) -> None:
    with tempfile.TemporaryDirectory(prefix="portolan-") as folder:
        tree = os.path.join(folder, "tree", "boot")
        os.makedirs(os.path.join(tree, "grub"))
        shutil.copy(_kernel(arch), os.path.join(tree, os.path.basename(_kernel(arch))))
        shutil.copy(initrd.base, os.path.join(tree, "boot.cpio"))
        with open(os.path.join(tree, "extra.cpio"), "wb") as file:
            file.write(initrd.extra)
        with open(_configuration(arch), encoding="ascii") as file:
            configuration = file.read()
        with open(os.path.join(tree, "grub", "grub.cfg"), "w", encoding="utf-8") as file:
            file.write(f"set line={_quoted(line)}\n" + configuration)
        if arch == "x86_64":
            _make_iso(os.path.dirname(tree), medium)
        else:
            _make_esp(folder, os.path.dirname(tree), medium)


def _make_iso(tree: str, medium: str) -> None:
    _run(
        ["grub-mkrescue", "-o", medium, f"--install-modules={ISO_MODULES}"]
        + ["--locales=", "--fonts=", "--themes=", tree]
    )


def _make_esp(folder: str, tree: str, medium: str) -> None:
    loader = os.path.join(folder, "bootaa64.efi")
    modules = sysroot("aarch64", "usr", "lib", "grub", "arm64-efi")
    embedded = os.path.join(folder, "embedded.cfg")
    with open(embedded, "w", encoding="ascii") as file:
        file.write("search --no-floppy --set=root --file /boot/kernel.img\n")
        file.write("configfile /boot/grub/grub.cfg\n")
    _run(
        ["grub-mkstandalone", "-O", "arm64-efi", "-d", modules, "-o", loader]
        + ["--locales=", "--fonts=", "--themes=", f"--install-modules={ESP_MODULES}"]
        + [f"boot/grub/grub.cfg={embedded}"]
    )
    size = sum(
        os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(tree) for name in names
    )
    with open(medium, "wb") as file:
        file.truncate((size + os.path.getsize(loader) + (8 << 20)) >> 20 << 20)
    _run(["mkfs.fat", medium])
    _run(["mmd", "-i", medium, "::EFI", "::EFI/BOOT"])
    _run(["mcopy", "-i", medium, loader, "::EFI/BOOT/BOOTAA64.EFI"])
    _run(["mcopy", "-i", medium, "-s", os.path.join(tree, "boot"), "::"])


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def _run(command: list[str]) -> None:
    path = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"  # mkfs.fat is there, for root
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        env={**os.environ, "PATH": path},
    )
    if done.returncode != 0:
        raise ToolError(f"{command[0]} failed:\n{done.stdout.decode(errors='replace')}")
