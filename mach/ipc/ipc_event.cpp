#include <ipc/ipc_event.hpp>

#include <cstring>

#include <ipc/ipc_mqueue.hpp>

namespace {
/// The receiver's buffer is freed by whoever comes second: the owner who gives the event up or the
/// receiver.
void free_for_good(ipc_kmsg *kmsg) {
    kmsg->source =
        kmsg->capacity > small_message_size ? ipc_kmsg::origin::large : ipc_kmsg::origin::small;
    ipc_kmsg_free(kmsg);
}
}  // namespace

result<ipc_event> ipc_event::create(ipc_right_transit &&target, mach_msg_id_t id, unsigned words) {
    const mach_msg_size_t size = sizeof(mach_msg_header_t) + words * sizeof(uint32_t);
    ipc_kmsg *kmsg = ipc_kmsg_allocate(size);
    if (kmsg == nullptr) return error(KERN_RESOURCE_SHORTAGE);
    kmsg->source = ipc_kmsg::origin::preallocated;
    kmsg->header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0u),
                    .msgh_size = size,
                    .msgh_remote_port = MACH_PORT_NULL,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = id};
    ipc_event event;
    event.kmsg_ = kmsg;
    event.target_ = std::move(target);
    return event;
}

ipc_event::~ipc_event() {
    if (kmsg_ == nullptr) return;
    // Idle to gone here, or queued to orphaned; ipc_event_idle does the other half.
    auto expected = ipc_kmsg::use::queued;
    if (!kmsg_->event_use.compare_exchange_strong(expected, ipc_kmsg::use::orphaned))
        free_for_good(kmsg_);
}

bool ipc_event::post(const uint32_t *words, unsigned count) {
    auto expected = ipc_kmsg::use::idle;
    if (!kmsg_->event_use.compare_exchange_strong(expected, ipc_kmsg::use::queued)) return false;
    const uint32_t room = (kmsg_->size() - sizeof(mach_msg_header_t)) / sizeof(uint32_t);
    std::memcpy(&kmsg_->header + 1, words, (count < room ? count : room) * sizeof(uint32_t));
    kmsg_->header.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND, 0u);
    kmsg_->remote = target_.copy_send().leak();
    kmsg_->local = nullptr;
    ipc_mqueue_post(kmsg_);
    return true;
}

void ipc_event_idle(ipc_kmsg *kmsg) {
    auto expected = ipc_kmsg::use::queued;
    if (!kmsg->event_use.compare_exchange_strong(expected, ipc_kmsg::use::idle))
        free_for_good(kmsg);
}
