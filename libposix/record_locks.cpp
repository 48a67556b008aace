#include <record_locks.hpp>

#include <fcntl.h>
#include <sys/stat.h>

#include <fd_table.hpp>
#include <mach/client.hpp>
#include <protocol/io.hpp>

namespace posix {

namespace {
/// Inherited by fork, though the locks are not: a child's messages then release nothing.
bool used = false;
}  // namespace

void record_locks_used() { __atomic_store_n(&used, true, __ATOMIC_RELAXED); }

void give_up_record_locks(mach_port_t file) {
    if (!__atomic_load_n(&used, __ATOMIC_RELAXED) || file == MACH_PORT_NULL) return;
    mach::rpc::exchange<protocol::io_lock> x;
    x.request() = {.command = F_SETLK, .cookie = 0, .type = F_UNLCK, .start = 0, .length = 0};
    (void)x.call(file);  // what is no file has no locks
}

void give_up_all_record_locks() {
    if (!__atomic_load_n(&used, __ATOMIC_RELAXED)) return;
    for (int fd = 0; fd < descriptors.end(); ++fd)
        if (const descriptor file = descriptors.get(fd); S_ISREG(file.mode))
            give_up_record_locks(file.port);
}

}  // namespace posix
