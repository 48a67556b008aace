UNIT_SOURCES := tests/unit/ipc/world.cpp \
    $(filter-out mach/ipc/ipc_kobject_table.cpp mach/ipc/mach_port_%.cpp,$(wildcard mach/ipc/ipc_*.cpp mach/ipc/mach_*.cpp))
UNIT_INCLUDES := tests/unit/ipc
# A test plays one processor: it reads what locks guard without them.
# Functions that keep all registers cannot have the variable frames that AddressSanitizer would give them.
UNIT_FLAGS := -Wno-thread-safety-analysis -mllvm -asan-stack-dynamic-alloca=0
