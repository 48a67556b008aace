# Chips of the PC that the kernel itself drives, and its boot protocols; see mach/chip/.
CHIPS := acpi acpi_madt acpi_power apic ioapic multiboot2 pic_8259 pvh reference_clock uart_ns16550
