# Chips of QEMU's virt machine and its like that the kernel itself drives; see mach/chip/.
CHIPS := fdt fdt_platform gic_distributor gic_v2 gic_v2m gic_v3 psci uart_pl011
