#include <ipc/ipc_thread_end.hpp>

#include <utility>

#include <ipc/ipc_port.hpp>
#include <ipc/ipc_pset.hpp>
#include <kern/thread.hpp>

namespace {

void leave(ipc_thread &ipc, ipc_port &port) {
    lock_guard guard(port.lock);
    if (!std::exchange(ipc.owner->wait.linked, false)) return;
    (ipc.message != nullptr ? port.senders : port.receivers).remove(ipc);
}

void leave(ipc_thread &ipc, ipc_pset &set) {
    lock_guard guard(set.lock);
    if (std::exchange(ipc.owner->wait.linked, false)) set.receivers.remove(ipc);
}

}  // namespace

void ipc_thread_end(thread &self) {
    ipc_thread &ipc = self.ipc;
    if (ipc.port != nullptr) {
        const auto port = ref<ipc_port>::adopt(std::exchange(ipc.port, nullptr));
        leave(ipc, *port);
    }
    if (ipc.set != nullptr) {
        const auto set = ref<ipc_pset>::adopt(std::exchange(ipc.set, nullptr));
        leave(ipc, *set);
    }
    if (ipc.message != nullptr) ipc_kmsg_destroy(std::exchange(ipc.message, nullptr));
}
