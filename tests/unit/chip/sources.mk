UNIT_SOURCES := mach/chip/fdt.cpp mach/chip/fdt_platform.cpp
