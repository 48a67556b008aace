#include <kern/device_interrupt.hpp>

#include <array>

#include <ipc/ipc_event.hpp>
#include <kern/ref.hpp>
#include <kern/spinlock.hpp>
#include <kern/zone.hpp>
#include <mach/device_types.h>
#include <machine/interrupt.hpp>

namespace {

/// A driver's claim to a line.
class route : public ref_counted<route> {
public:
    route(unsigned which, ipc_event &&message) : line(which), event_(std::move(message)) {}
    static void destroy(route *);

    /// Tells the driver. One message at a time: it is not sent again before the driver is ready.
    void post() {
        const uint32_t word = line;
        event_.post(&word, 1);
    }

    const unsigned line;
    bool busy =
        false;  ///< the driver has been told and is not ready yet; guarded by the table's lock
    bool again = false;  ///< and another interrupt has come; likewise

private:
    ipc_event event_;
};

constinit zone<route> routes("interrupt route");
constinit spinlock table_lock{lock_rank::interrupt};
/// Few lines are ever in use, so a search is as good as an index.
std::array<ref<route>, 64> table GUARDED_BY(table_lock);

void route::destroy(route *r) { routes.destroy(r); }

ref<route> *find(unsigned line) REQUIRES(table_lock) {
    for (ref<route> &slot : table)
        if (slot && slot->line == line) return &slot;
    return nullptr;
}

ref<route> *find_free() REQUIRES(table_lock) {
    for (ref<route> &slot : table)
        if (!slot) return &slot;
    return nullptr;
}

}  // namespace

void device_interrupt_taken(unsigned line) {
    ref<route> told;
    {
        lock_guard guard(table_lock);
        ref<route> *slot = find(line);
        if (!slot) {  // nobody wants it (any more)
            machine::interrupt_mask(line);
            machine::interrupt_end(line);
            return;
        }
        if ((*slot)->busy) {
            (*slot)->again = true;
            return;
        }
        (*slot)->busy = true;
        told = *slot;
    }
    told->post();
}

result<> device_interrupt_connect(unsigned line, ipc_right_transit &&port) {
    if (line >= machine::line_count) return error(KERN_INVALID_ARGUMENT);
    ipc_event event = TRY(ipc_event::create(std::move(port), DEVICE_INTERRUPT_ID, 1));
    route *memory = routes.create(line, std::move(event));
    if (!memory) return error(KERN_RESOURCE_SHORTAGE);
    auto fresh = ref<route>::adopt(memory);
    lock_guard guard(table_lock);
    ref<route> *slot = find(line);
    const bool was_busy = slot && (*slot)->busy;
    if (!slot) slot = find_free();
    if (!slot) return error(KERN_RESOURCE_SHORTAGE);
    TRY(machine::interrupt_enable(line));
    std::swap(*slot, fresh);  // the old one is released without the lock
    if (was_busy) machine::interrupt_end(line);
    return {};
}

result<> device_interrupt_disconnect(unsigned line) {
    ref<route> old;
    lock_guard guard(table_lock);
    ref<route> *slot = find(line);
    if (!slot) return error(KERN_INVALID_ARGUMENT);
    machine::interrupt_mask(line);
    if ((*slot)->busy) machine::interrupt_end(line);
    std::swap(*slot, old);
    return {};
}

result<> device_interrupt_ready(unsigned line) {
    ref<route> told;
    {
        lock_guard guard(table_lock);
        ref<route> *slot = find(line);
        if (!slot) return error(KERN_INVALID_ARGUMENT);
        if (!(*slot)->busy) return {};
        if (!std::exchange((*slot)->again, false)) {
            (*slot)->busy = false;
            machine::interrupt_end(line);
            return {};
        }
        told = *slot;
    }
    told->post();
    return {};
}
