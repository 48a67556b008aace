UNIT_SOURCES := $(wildcard tests/unit/servers/file/*/*_test.cpp tests/unit/servers/file/fake/*.cpp) \
    $(wildcard servers/file/vfs/*.cpp servers/file/fs/*/*.cpp servers/file/boot/*.cpp) servers/lib/cpio.cpp
UNIT_INCLUDES := servers/file tests/unit/servers/file
