UNIT_SOURCES := $(addprefix mach/chip/,fdt.cpp fdt_platform.cpp acpi.cpp acpi_madt.cpp acpi_power.cpp multiboot2.cpp pvh.cpp)
