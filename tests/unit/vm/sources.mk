UNIT_SOURCES := tests/unit/vm/world.cpp tests/unit/vm/address_space.cpp \
    $(filter-out mach/vm/vm_kern.cpp mach/vm/vm_traps.cpp mach/vm/vm_serve.cpp,$(wildcard mach/vm/*.cpp)) \
    $(filter-out mach/ipc/ipc_kobject_table.cpp,$(wildcard mach/ipc/ipc_*.cpp))
UNIT_INCLUDES := tests/unit/vm
