#include <ipc/ipc_charge.hpp>

#include <utility>

#include <ipc/ipc_space.hpp>

namespace {

uint64_t bytes_of(const ipc_kmsg &kmsg) { return kmsg.capacity + kmsg.out_of_line; }

}  // namespace

bool ipc_charge_to(ipc_kmsg &kmsg, ipc_port &port, ipc_space *sender) {
    ipc_space *space = sender;
    if (MACH_MSGH_BITS_REMOTE(kmsg.header.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE &&
        port.where == ipc_port::state::in_space)
        space = port.receiver;
    if (space == nullptr || kmsg.source == ipc_kmsg::origin::preallocated) return true;
    const uint64_t bytes = bytes_of(kmsg);
    const uint64_t before = space->queued.fetch_add(bytes, std::memory_order_relaxed);
    if (before + bytes > space->queue_limit.load(std::memory_order_relaxed)) [[unlikely]] {
        space->queued.fetch_sub(bytes, std::memory_order_relaxed);
        return false;
    }
    space->acquire();  // it is the running task's, or has the port
    kmsg.charged = space;
    return true;
}

void ipc_charge_end(ipc_kmsg &kmsg) {
    ipc_space *space = std::exchange(kmsg.charged, nullptr);
    space->queued.fetch_sub(bytes_of(kmsg), std::memory_order_relaxed);
    space->release();
}
