"""GRUB's programs and FAT file systems, made by Debian's tools without any rights."""

import os
import struct
import subprocess

from .paths import ToolError, sysroot

# All that the scripts need: a loader looks for no others.
_MODULES = "normal fat part_gpt part_msdos search search_fs_file search_fs_uuid configfile echo test"
MODULES = {"x86_64": _MODULES + " multiboot2 serial", "aarch64": _MODULES + " linux"}
EFI = {"x86_64": ("x86_64-efi", "BOOTX64.EFI"), "aarch64": ("arm64-efi", "BOOTAA64.EFI")}
BIOS = "/usr/lib/grub/i386-pc"


def run(command: list[str]) -> None:
    """Runs a tool; ToolError with what it said when it fails."""
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


def quoted(text: str) -> str:
    """A word of GRUB's script."""
    return "'" + text.replace("'", "'\\''") + "'"


def find_and_configure(search: str) -> str:
    """The first script of a loader: the root is what `search` finds, the rest stands there."""
    return f"search --no-floppy --set=root {search}\nconfigfile /boot/grub/grub.cfg\n"


def efi_loader(arch: str, folder: str, script: str) -> str:
    """GRUB as an EFI program that starts with `script`; made in `folder`. Returns its path."""
    target, name = EFI[arch]
    modules = f"/usr/lib/grub/{target}" if arch == "x86_64" else sysroot(arch, "usr/lib/grub", target)
    loader = os.path.join(folder, name)
    run(
        ["grub-mkimage", "-O", target, "-d", modules, "-o", loader, "-p", "/boot/grub"]
        + ["-c", _script(folder, script), *MODULES[arch].split()]
    )
    return loader


def bios_loader(folder: str, script: str, sector: int) -> tuple[bytes, bytes]:
    """GRUB for a BIOS: the master boot record's code, and what stands from `sector` on.

    The two places that name sectors are those of GRUB's boot.S and diskboot.S.
    """
    core_file = os.path.join(folder, "core.img")
    run(
        ["grub-mkimage", "-O", "i386-pc", "-d", BIOS, "-o", core_file, "-p", "/boot/grub"]
        + ["-c", _script(folder, script), *MODULES["x86_64"].split(), "biosdisk"]
    )
    with open(os.path.join(BIOS, "boot.img"), "rb") as file:
        boot = bytearray(file.read(440))
    with open(core_file, "rb") as file:
        core = bytearray(file.read())
    struct.pack_into("<Q", boot, 0x5C, sector)
    struct.pack_into("<Q", core, 0x1F4, sector + 1)
    return bytes(boot), bytes(core)


def fat(image: str, size: int, label: str, files: dict[str, str], serial: str = "") -> None:
    """Makes a FAT file system of `size` bytes. Files by their path in it, from the host's."""
    with open(image, "wb") as file:
        file.truncate(size)
    run(["mkfs.fat", "-n", label, *(["-i", serial] if serial else []), image])
    made: set[str] = set()
    for path, source in files.items():
        parts = path.split("/")[:-1]
        for folder in ("/".join(parts[: i + 1]) for i in range(len(parts))):
            if folder not in made:
                run(["mmd", "-i", image, f"::{folder}"])
                made.add(folder)
        run(["mcopy", "-i", image, source, f"::{path}"])


def _script(folder: str, text: str) -> str:
    path = os.path.join(folder, "embedded.cfg")
    with open(path, "w", encoding="ascii") as file:
        file.write(text)
    return path
