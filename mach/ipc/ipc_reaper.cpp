#include <ipc/ipc_reaper.hpp>

#include <atomic>
#include <utility>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_port.hpp>
#include <kern/processor.hpp>
#include <kern/spinlock.hpp>
#include <machine/cpu.hpp>

namespace {

constinit spinlock reaper_lock{lock_rank::leaf};
ipc_kmsg *messages GUARDED_BY(reaper_lock) = nullptr;
ipc_port *ports GUARDED_BY(reaper_lock) = nullptr;
std::atomic<bool> pending{false};
/// Is this processor inside ipc_reap? What dies there is only put into the list.
bool reaping[machine::max_cpus];

ipc_kmsg *next_message() {
    lock_guard guard(reaper_lock);
    ipc_kmsg *kmsg = messages;
    if (kmsg != nullptr) messages = kmsg->next;
    return kmsg;
}

ipc_port *next_port() {
    lock_guard guard(reaper_lock);
    ipc_port *port = ports;
    if (port != nullptr)
        ports = port->reaper_next;
    else if (messages == nullptr)
        pending.store(false, std::memory_order_relaxed);
    return port;
}

}  // namespace

void ipc_reaper_add(ipc_kmsg *kmsg) {
    lock_guard guard(reaper_lock);
    kmsg->next = messages;
    messages = kmsg;
    pending.store(true, std::memory_order_relaxed);
}

void ipc_reaper_add(ipc_port *port) {
    lock_guard guard(reaper_lock);
    port->reaper_next = ports;
    ports = port;
    pending.store(true, std::memory_order_relaxed);
}

bool ipc_reaper_pending() { return pending.load(std::memory_order_relaxed); }

bool ipc_reap(unsigned budget) {
    if (!ipc_reaper_pending()) return true;
    bool &here = reaping[machine::cpu_number()];
    if (std::exchange(here, true)) return false;
    bool done = false;
    while (budget != 0 && !done) {
        --budget;
        if (ipc_kmsg *kmsg = next_message()) {
            if (!ipc_kmsg_destroy_step(kmsg, budget)) ipc_reaper_add(kmsg);
        } else if (ipc_port *port = next_port()) {
            if (ipc_port_clean_step(*port, budget))
                port->release();
            else
                ipc_reaper_add(port);
        } else {
            done = true;
        }
    }
    here = false;
    // An interrupt that comes as soon as user mode is reached, for the rest.
    if (!done && this_processor().current != nullptr)
        machine::send_reschedule(this_processor().number());
    return done;
}
