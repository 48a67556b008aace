/// \file
/// A message that the kernel can send without allocating, as an interrupt handler must: one
/// preallocated message, queued at most once at a time.
#pragma once

#include <ipc/ipc_right_transit.hpp>

class ipc_event {
public:
    /// A message of `id` without body, followed by `words` 32-bit words, for the port of `target`
    /// (a send right). KERN_RESOURCE_SHORTAGE
    [[nodiscard]] static result<ipc_event> create(ipc_right_transit &&target, mach_msg_id_t id,
                                                  unsigned words);
    ipc_event() = default;
    ipc_event(ipc_event &&other) noexcept
        : kmsg_(std::exchange(other.kmsg_, nullptr)), target_(std::move(other.target_)) {}
    ipc_event &operator=(ipc_event &&other) noexcept {
        std::swap(kmsg_, other.kmsg_);
        std::swap(target_, other.target_);
        return *this;
    }
    /// A message that is still queued stays there and is freed by its receiver.
    ~ipc_event();

    /// Sends it with these words, unless the last one has not been received yet: then nothing
    /// happens. \return whether it was sent. Takes the lock of the port and, waking a receiver,
    /// those that wait_wake takes.
    bool post(const uint32_t *words, unsigned count);
    explicit operator bool() const { return kmsg_ != nullptr; }
    ipc_right_transit &target() { return target_; }

private:
    ipc_kmsg *kmsg_ = nullptr;
    ipc_right_transit target_;
};

/// What ipc_kmsg_free does with such a message.
void ipc_event_idle(ipc_kmsg *kmsg);
