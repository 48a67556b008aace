// What libmach needs in a POSIX program.

#include <mach/client.hpp>
#include <mach/mach_init.h>

namespace {

/// These programs call from one thread only.
mach_port_t reply_port = MACH_PORT_NULL;

/// Before main, and before the constructors of others.
[[gnu::constructor(101)]] void start() { mach_init(); }

}  // namespace

extern "C" mach_port_t *mach_reply_port_slot() { return &reply_port; }
