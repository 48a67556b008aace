/// \file
/// A right of this process's that goes with who has it.
#pragma once

#include <mach/mach.h>

namespace posix {

class owned_right {
public:
    owned_right() = default;
    owned_right(const owned_right &) = delete;
    owned_right &operator=(const owned_right &) = delete;
    ~owned_right() { reset(MACH_PORT_NULL); }
    /// Lets go of the one there is, and takes a reference that the caller has.
    void reset(mach_port_t port) {
        if (MACH_PORT_VALID(port_)) (void)mach_port_deallocate(mach_task_self(), port_);
        port_ = port;
    }
    mach_port_t get() const { return port_; }

private:
    mach_port_t port_ = MACH_PORT_NULL;
};

}  // namespace posix
