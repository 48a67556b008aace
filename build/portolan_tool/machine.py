"""The QEMU command line of a virtual machine, and the images it boots from.

Always TCG, never KVM: measurements are to be repeatable, and a machine behaves alike everywhere.
"""

import os
from dataclasses import dataclass, field

from . import disk_image, image
from .initrd import Initrd
from .paths import need, out, sysroot

CPU = {"x86_64": "max,-la57", "aarch64": "cortex-a76"}
CONSOLE = {"x86_64": "ttyS0", "aarch64": "ttyAMA0"}
OVMF = "/usr/share/OVMF/OVMF_CODE_4M.fd"
EDK2 = "/usr/share/qemu-efi-aarch64/QEMU_EFI.fd"


@dataclass
class Machine:
    """What is booted, and on what."""

    arch: str = "x86_64"
    smp: int = 1
    mem: str = "512M"
    kernel: str = "portolan"
    boot: str = "direct"
    gic: int = 3
    cpu: str = ""
    icount: bool = False
    gdb: bool = False
    append: str = ""
    disks: list[str] = field(default_factory=list)
    net: bool = False  # a card on QEMU's user network
    forward: list[str] = field(default_factory=list)  # HOST:GUEST, TCP ports
    boot_disk: int | None = None  # which of the disks the firmware is to start

    def command(self, initrd: Initrd, serial: list[str]) -> list[str]:
        """QEMU's arguments; `serial` says where the console line goes.

        The caller passes initrd.descriptors on to QEMU, and keeps `initrd` until QEMU has ended.
        """
        command = [f"qemu-system-{self.arch}", "-nodefaults", "-no-user-config", "-display", "none"]
        command += self._hardware() + serial
        if self.boot == "direct":
            command += ["-kernel", self._kernel_file(), "-initrd", initrd.path()]
            if line := self._kernel_line():
                command += ["-append", line]
        elif self.boot_disk is None:
            command += self._firmware()
            command += self._medium(image.bootable(self.arch, initrd, self._kernel_line()))
        else:
            command += self._firmware()
            if initrd.extra or self._kernel_line():
                command += self._addition(disk_image.addition(initrd, self._kernel_line()))
        for index, disk in enumerate(self.disks):
            first = ",bootindex=0" if index == self.boot_disk else ""
            command += ["-drive", f"if=none,id=disk{index},format=raw,file={disk}"]
            command += ["-device", f"virtio-blk-pci,drive=disk{index},disable-legacy=on{first}"]
        if self.net or self.forward:
            command += self._network()
        if self.gdb:
            command += ["-s", "-S"]
        return command

    def _network(self) -> list[str]:
        user = "user,id=net0"
        for rule in self.forward:
            host, _, guest = rule.partition(":")
            user += f",hostfwd=tcp:127.0.0.1:{int(host)}-:{int(guest)}"
        card = "virtio-net-pci,netdev=net0,disable-legacy=on,romfile="
        return ["-netdev", user, "-device", card]

    def _hardware(self) -> list[str]:
        model = "q35" if self.arch == "x86_64" else f"virt,gic-version={self.gic},acpi=off"
        threads = "multi" if self.smp > 1 and not self.icount else "single"
        hardware = ["-M", model, "-cpu", self.cpu or CPU[self.arch], "-m", self.mem]
        hardware += ["-smp", str(self.smp), "-accel", f"tcg,thread={threads}"]
        if self.icount:
            hardware += ["-icount", "shift=0,sleep=off"]
        return hardware

    def _kernel_file(self) -> str:
        if self.kernel == "linux":
            return need(sysroot(self.arch, "vmlinuz"), "run `make`")
        name = "kernel.elf" if self.arch == "x86_64" else "kernel.img"
        return need(out(self.arch, name), f"run `make ARCH={self.arch}`")

    def _kernel_line(self) -> str:
        line = self.append
        if self.kernel == "linux":
            line = f"console={CONSOLE[self.arch]} quiet loglevel=1 panic=-1 {line}"
        if self.icount or self.gdb:  # repeats to the instruction; symbols are where gdb looks
            line += " nokaslr"
        return line.strip()

    def _firmware(self) -> list[str]:
        if self.arch == "aarch64":
            return ["-bios", EDK2]
        if self.boot == "uefi":
            return ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={OVMF}"]
        return []

    def _medium(self, medium: str) -> list[str]:
        """What is booted when it is no disk of the user's."""
        drive = f"if=none,id=boot,format=raw,readonly=on,file={medium}"
        if self.arch == "aarch64":
            return ["-drive", drive, "-device", "virtio-blk-pci,drive=boot,bootindex=0"]
        return ["-drive", drive + ",media=cdrom", "-device", "ide-cd,drive=boot,bootindex=0"]

    def _addition(self, medium: str) -> list[str]:
        """A disk for GRUB alone: on a bus that Portolan has no driver for. EDK2 looks at what it may
        have to boot from only.
        """
        drive = f"if=none,id=addition,format=raw,file={medium}"
        if self.arch == "aarch64":
            usb = ["-device", "qemu-xhci", "-device", "usb-storage,drive=addition,bootindex=1"]
            return ["-drive", f"{drive},readonly=on", *usb]
        return ["-drive", f"{drive},snapshot=on", "-device", "ide-hd,drive=addition,bootindex=1"]


def portable_name(path: str) -> str:
    """A path as QEMU's option syntax wants it: a comma is written twice."""
    return os.path.abspath(path).replace(",", ",,")
