// What libmach needs of a POSIX program: its own ports before main and in each child, a reply port
// for each thread.
#include <pthread.h>

#include <mach/mach.h>
#include <mach/mach_traps.h>

namespace {

thread_local constinit mach_port_t reply_port = MACH_PORT_NULL;
thread_local constinit bool ends_with_thread = false;
pthread_key_t key;

void destroy_reply_port(void *) {
    if (reply_port != MACH_PORT_NULL) mig_dealloc_reply_port(reply_port);
}

/// A child has none of its parent's rights, and names of its own.
void begin_in_child() {
    reply_port = MACH_PORT_NULL;
    mach_init();
}

/// Before main, and before the constructors of others.
[[gnu::constructor(101)]] void start() {
    mach_init();
    (void)pthread_key_create(&key, destroy_reply_port);
    (void)pthread_atfork(nullptr, nullptr, begin_in_child);
}

}  // namespace

extern "C" mach_port_t *mach_reply_port_slot() {
    if (!ends_with_thread) {
        ends_with_thread = true;
        (void)pthread_setspecific(key, &reply_port);
    }
    return &reply_port;
}
