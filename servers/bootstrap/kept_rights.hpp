/// \file
/// Rights that a service leaves to its next task: what they stand for is not to end with this one.
#pragma once

#include <map>

#include <mach/mach.h>

class kept_rights {
public:
    static constexpr unsigned rights_max = 1024;

    kept_rights() = default;
    kept_rights(const kept_rights &) = delete;
    kept_rights &operator=(const kept_rights &) = delete;
    ~kept_rights();

    /// One more under this number. It is used up in any case. KERN_RESOURCE_SHORTAGE,
    /// KERN_INVALID_RIGHT.
    kern_return_t keep(uint32_t number, mach_port_t right);
    /// Gives up all that are kept under the number.
    void let_go(uint32_t number);

private:
    std::multimap<uint32_t, mach_port_t> rights_;
};
