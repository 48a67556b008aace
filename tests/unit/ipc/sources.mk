UNIT_SOURCES := tests/unit/ipc/world.cpp \
    $(filter-out mach/ipc/ipc_kobject_table.cpp mach/ipc/mach_port_%.cpp,$(wildcard mach/ipc/ipc_*.cpp mach/ipc/mach_*.cpp))
UNIT_INCLUDES := tests/unit/ipc
# A test plays one processor: it reads what locks guard without them.
UNIT_FLAGS := -Wno-thread-safety-analysis
