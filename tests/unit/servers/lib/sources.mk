UNIT_SOURCES := servers/lib/cpio.cpp
