/// \file
/// All that the PCI server knows of virtio devices: how to make one let go of memory. To be no
/// master of the bus any more does not end what the device has begun.
#pragma once

#include <mach/mach.h>

#include "function.hpp"

class virtio_reset {
public:
    /// Of a function that has these regions (function::bar_count), when it is a virtio device with
    /// a modern interface.
    void find(const function &f, const function::region *regions, mach_port_t device_master);
    /// \return false when the device does not come to rest. \pre it answers on the bus
    [[nodiscard]] bool operator()() const;

private:
    volatile uint8_t *status_ = nullptr;
};
