UNIT_SOURCES := $(filter-out tests/unit/servers/file/ext2/%,$(wildcard tests/unit/servers/file/*/*_test.cpp)) \
    $(wildcard tests/unit/servers/file/fake/*.cpp) tests/unit/servers/file/ext2/disk_image.cpp \
    $(wildcard servers/file/vfs/*.cpp servers/file/fs/*/*.cpp servers/file/boot/*.cpp servers/file/ext2/*.cpp) \
    servers/lib/cpio.cpp servers/lib/directory_packer.cpp
UNIT_INCLUDES := servers/file tests/unit/servers/file tests/unit/servers/file/ext2
