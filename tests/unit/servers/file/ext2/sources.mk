UNIT_SOURCES := $(wildcard servers/file/ext2/*.cpp) tests/unit/servers/file/ext2/disk_image.cpp \
    tests/unit/servers/file/ext2/exercise.cpp
UNIT_INCLUDES := servers/file tests/unit/servers/file/ext2
