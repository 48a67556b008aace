UNIT_SOURCES := libposix/fd_table.cpp libposix/elf_program.cpp libposix/script_line.cpp libposix/ioctl_table.cpp \
    libposix/signal_action.cpp libposix/descriptor_path.cpp libposix/errno_of.cpp tests/unit/libposix/fakes.cpp
UNIT_INCLUDES := libposix/arch/x86_64
