/// \file
/// The kernel rights that the kernel gave to bootstrap (mach_ports_register slots), by the names
/// that service descriptions use.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include <mach/mach.h>

class kernel_rights {
public:
    /// Looks them up; \return false when the kernel gave none.
    bool find();
    /// MACH_PORT_NULL for a name that is none of host_priv, device_master, archive.
    mach_port_t by_name(std::string_view name) const;
    mach_port_t host_priv() const { return ports_[0]; }

private:
    mach_port_t ports_[3] = {};
};
