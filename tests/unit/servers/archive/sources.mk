UNIT_SOURCES := servers/archive/tree.cpp servers/archive/walk.cpp servers/lib/cpio.cpp
UNIT_INCLUDES := servers/archive
