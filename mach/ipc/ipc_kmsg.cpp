#include <ipc/ipc_kmsg.hpp>

#include <new>
#include <utility>

#include <ipc/ipc_charge.hpp>
#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_reaper.hpp>
#include <ipc/ipc_event.hpp>
#include <ipc/ipc_right_array.hpp>
#include <ipc/ipc_right_transit.hpp>
#include <ipc/ipc_trace.hpp>
#include <kern/long_work.hpp>
#include <kern/processor.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <kern/zone.hpp>
#include <vm/vm_map_copy.hpp>

namespace {

struct small_kmsg {
    ipc_kmsg kmsg;
    std::byte rest[small_message_size - sizeof(mach_msg_header_t)];
};
constinit zone_base small_messages{"ipc messages", sizeof(small_kmsg), alignof(small_kmsg)};

constexpr std::size_t overhead = sizeof(ipc_kmsg) - sizeof(mach_msg_header_t);

void release_right(ipc_port *port, uint8_t type) { (void)ipc_right_transit::adopt(port, type); }

/// Releases what one descriptor carries. \return false when the budget ran out before.
bool release_descriptor(ipc_kmsg &kmsg, kmsg_descriptor at, unsigned &budget) {
    switch (at.type()) {
    case MACH_MSG_PORT_DESCRIPTOR: release_right(at.right(), at.disposition()); return true;
    case MACH_MSG_OOL_PORTS_DESCRIPTOR: {
        ipc_port **ports = at.ports();
        for (; kmsg.destroyed_rights < at.size(); ++kmsg.destroyed_rights) {
            if (budget == 0) return false;
            --budget;
            release_right(ports[kmsg.destroyed_rights], at.disposition());
            long_work(150);
        }
        if (ports != nullptr) kfree(ports, ipc_right_array::bytes(at.size()));
        kmsg.destroyed_rights = 0;
        return true;
    }
    default: (void)ref<vm_map_copy>::adopt(at.memory()); return true;
    }
}

}  // namespace

void ipc_kmsg_release_header(ipc_kmsg &kmsg) {
    const mach_msg_bits_t bits = kmsg.header.msgh_bits;
    release_right(std::exchange(kmsg.remote, nullptr), MACH_MSGH_BITS_REMOTE(bits));
    release_right(std::exchange(kmsg.local, nullptr), MACH_MSGH_BITS_LOCAL(bits));
}

ipc_kmsg *ipc_kmsg_allocate(uint32_t size) {
    size += sizeof(mach_msg_max_trailer_t);
    if (size <= small_message_size) {
        void *memory = small_messages.allocate();
        return memory ? ::new (memory) ipc_kmsg(small_message_size, ipc_kmsg::origin::small)
                      : nullptr;
    }
    void *memory = kalloc(overhead + size);
    return memory ? ::new (memory) ipc_kmsg(size, ipc_kmsg::origin::large) : nullptr;
}

ipc_kmsg *ipc_kmsg_take(uint32_t size) {
    ipc_kmsg *&spare = this_processor().spare_message;
    if (size + sizeof(mach_msg_max_trailer_t) > small_message_size || spare == nullptr)
        return ipc_kmsg_allocate(size);
    return std::exchange(spare, nullptr);
}

bool ipc_kmsg_refill() {
    processor &cpu = this_processor();
    if (ipc_tracing.load(std::memory_order_relaxed)) return false;
    cpu.spare_message = std::exchange(cpu.second_spare, nullptr);
    if (cpu.spare_message == nullptr) cpu.spare_message = ipc_kmsg_allocate(0);
    return cpu.spare_message != nullptr;
}

void ipc_kmsg_free(ipc_kmsg *kmsg) {
    if (kmsg->charged != nullptr) ipc_charge_end(*kmsg);
    switch (kmsg->source) {
    case ipc_kmsg::origin::small: return small_messages.free(kmsg);
    case ipc_kmsg::origin::large: return kfree(kmsg, overhead + kmsg->capacity);
    case ipc_kmsg::origin::preallocated: return ipc_event_idle(kmsg);
    }
}

void ipc_kmsg_recycle(ipc_kmsg *kmsg) {
    processor &cpu = this_processor();
    ipc_kmsg *&place = cpu.spare_message == nullptr ? cpu.spare_message : cpu.second_spare;
    if (kmsg->source != ipc_kmsg::origin::small || place != nullptr ||
        ipc_tracing.load(std::memory_order_relaxed))
        return ipc_kmsg_free(kmsg);
    if (kmsg->charged != nullptr) ipc_charge_end(*kmsg);
    kmsg->out_of_line = 0;
    kmsg->prefetched = 0;  // the fast path takes it as it is
    place = kmsg;
}

void ipc_kmsg::set_sender(const task &from) {
    sender = from.security_token;
    audit = from.audit_token;
}

void ipc_kmsg_destroy(ipc_kmsg *kmsg) {
    if (kmsg->descriptors != 0) {
        ipc_reaper_add(kmsg);
        ipc_reap(reap_budget);
        return;
    }
    ipc_kmsg_release_header(*kmsg);
    ipc_kmsg_free(kmsg);
}

bool ipc_kmsg_destroy_body(ipc_kmsg &kmsg, unsigned &budget) {
    kmsg_descriptor at(kmsg.body());
    for (unsigned i = 0; i < kmsg.destroyed; ++i) at.advance();
    while (kmsg.destroyed < kmsg.descriptors) {
        if (budget == 0 || !release_descriptor(kmsg, at, budget)) return false;
        if (budget != 0) --budget;
        at.advance();
        ++kmsg.destroyed;
    }
    kmsg.descriptors = kmsg.destroyed = 0;
    return true;
}

bool ipc_kmsg_destroy_step(ipc_kmsg *kmsg, unsigned &budget) {
    ipc_kmsg_release_header(*kmsg);
    if (!ipc_kmsg_destroy_body(*kmsg, budget)) return false;
    ipc_kmsg_free(kmsg);
    return true;
}
