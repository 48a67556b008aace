UNIT_SOURCES := $(wildcard userland/edit/core/*.cpp)
