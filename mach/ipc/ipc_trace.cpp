#include <ipc/ipc_trace.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

#include <ipc/ipc_kmsg_descriptor.hpp>
#include <ipc/ipc_object_number.hpp>
#include <ipc/ipc_port.hpp>
#include <kern/processor.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <mach/audit.h>

constinit std::atomic<bool> ipc_tracing{false};

namespace {

struct trace_ring {
    mach_trace_record_t *records;
    uint32_t capacity, first, count, lost;
    uint64_t read_at;
};
constinit spinlock trace_lock{lock_rank::leaf};
constinit trace_ring ring GUARDED_BY(trace_lock){};

bool abandoned(uint64_t now) REQUIRES(trace_lock) {
    return now - ring.read_at > ipc_trace_patience_ns;
}

/// The descriptors that hold kernel values by now show none of them.
void hide_pointers(ipc_kmsg &kmsg, mach_trace_record_t &record) {
    if (!kmsg.complex()) return;
    std::byte *const data = reinterpret_cast<std::byte *>(record.data);
    std::byte *const end = data + sizeof record.data - sizeof(mach_msg_ool_descriptor_t);
    kmsg_descriptor at(data + sizeof(mach_msg_body_t));
    for (uint32_t i = 0; i < kmsg.descriptor_count() && at.position() <= end; ++i, at.advance())
        at.set_pointer(nullptr);
    if (at.position() > end)  // what is cut off may begin with half a pointer
        std::memset(end, 0, sizeof(mach_msg_ool_descriptor_t));
}

}  // namespace

void ipc_trace_add(uint16_t kind, const thread *who, ipc_kmsg &kmsg, const ipc_port *port) {
    const uint64_t now = machine::now();
    lock_guard guard(trace_lock);
    if (ring.count == ring.capacity) {
        ++ring.lost;
        if (abandoned(now)) ipc_tracing.store(false, std::memory_order_relaxed);
        return;
    }
    mach_trace_record_t &record = ring.records[(ring.first + ring.count++) % ring.capacity];
    record = {};
    record.time_ns = now;
    record.kind = kind;
    record.port = ipc_object_number(port);
    if (ipc_port_valid(port) && port->served_by_kernel())
        record.object = static_cast<uint16_t>(port->kernel_kind());
    if (ipc_port_valid(kmsg.local)) record.reply_port = ipc_object_number(kmsg.local);
    record.message = static_cast<uint32_t>(ipc_object_number(&kmsg));
    record.bits = kmsg.header.msgh_bits;
    record.size = kmsg.size();
    record.id = kmsg.header.msgh_id;
    if (who != nullptr) {
        const task &owner = who->owner();
        record.task = owner.id;
        record.thread = who->id;
        record.pid = owner.audit_token.val[AUDIT_PID];
        std::memcpy(record.name, owner.name, sizeof record.name);
    }
    constexpr std::size_t head = sizeof(mach_msg_header_t);
    std::memcpy(record.data, kmsg.bytes() + head,
                std::min<std::size_t>(record.size - head, sizeof record.data));
    hide_pointers(kmsg, record);
}

kern_return_t ipc_trace_start(uint32_t count) {
    constexpr uint32_t most = 1 << 12;
    const uint32_t capacity = std::min(count, most);
    trace_ring next{.capacity = capacity, .read_at = machine::now()};
    if (capacity != 0) {
        next.records = static_cast<mach_trace_record_t *>(kalloc(capacity * sizeof *next.records));
        if (next.records == nullptr) return KERN_RESOURCE_SHORTAGE;
    }
    {
        lock_guard guard(trace_lock);
        if (count == 0 || ring.capacity == 0 || abandoned(next.read_at)) {
            std::swap(ring, next);
            ipc_tracing.store(count != 0);
            count = 0;
        }
    }
    if (next.records != nullptr) kfree(next.records, next.capacity * sizeof *next.records);
    if (count != 0) return KERN_FAILURE;
    ipc_trace_drop_spare();
    for (const processor &cpu : processors)
        if (cpu.state.load() == processor::state::running) machine::send_reschedule(cpu.number());
    return KERN_SUCCESS;
}

uint32_t ipc_trace_read(mach_trace_record_t *to, uint32_t count, uint32_t &lost) {
    lock_guard guard(trace_lock);
    ring.read_at = machine::now();
    lost = std::exchange(ring.lost, 0);
    count = std::min(count, ring.count);
    for (uint32_t i = 0; i < count; ++i)
        std::memcpy(&to[i], &ring.records[(ring.first + i) % ring.capacity], sizeof *to);
    if (count != 0) ring.first = (ring.first + count) % ring.capacity;
    ring.count -= count;
    return count;
}

void ipc_trace_drop_spare() {
    if (!ipc_tracing.load()) return;
    processor &cpu = this_processor();
    for (ipc_kmsg **spare : {&cpu.spare_message, &cpu.second_spare})
        if (*spare != nullptr) ipc_kmsg_free(std::exchange(*spare, nullptr));
}
