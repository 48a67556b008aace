UNIT_SOURCES := servers/driver/pci/function.cpp servers/driver/pci/virtio_reset.cpp \
    servers/driver/pci/translator.cpp
UNIT_INCLUDES := servers/driver/pci servers mach/include
