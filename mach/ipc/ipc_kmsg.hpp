/// \file
/// A message inside the kernel: header and body as the user wrote them, with rights in place of
/// names.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

#include <kern/result.hpp>
#include <mach/message.h>

class ipc_port;
class ipc_space;
class task;
class thread;
class vm_map_copy;

class ipc_kmsg {
public:
    enum class origin : uint8_t {
        small,         ///< from the zone of small messages
        large,         ///< from kalloc
        preallocated,  ///< belongs to an ipc_event; idle when nobody has it queued
    };

    /// Of a preallocated message.
    enum class use : uint8_t {
        idle,
        queued,    ///< on its way to a receiver
        orphaned,  ///< the same, and its event is gone
    };

    ipc_kmsg *next = nullptr;  ///< in a port's queue or the reaper's
    /// The destination's right until a receiver takes the message, then null. Its kind stands in
    /// the header's bits.
    ipc_port *remote = nullptr;
    ipc_port *local = nullptr;  ///< the reply right, maybe null or dead
    uint32_t capacity;          ///< bytes from `header` on
    origin source;
    bool circular = false;  ///< carries the receive right of its own destination, directly or not
    std::atomic<use> event_use{use::idle};
    uint16_t descriptors = 0;       ///< those at the front that hold kernel values
    uint16_t destroyed = 0;         ///< of them, how many the reaper has released
    uint32_t destroyed_rights = 0;  ///< rights released in the array that comes next
    /// While it is copied in: descriptors at the front whose arrays of names have been read, and
    /// what is wrong with the next one.
    uint16_t prefetched = 0;
    mach_msg_return_t body_error = MACH_MSG_SUCCESS;
    /// Whose memory this is while it waits in a queue, counted; null: nobody's. See ipc_charge.hpp.
    ipc_space *charged = nullptr;
    uint64_t out_of_line = 0;     ///< bytes that the descriptors' memory and rights count for
    mach_port_seqno_t seqno = 0;  ///< what follows is for the trailer
    mach_port_name_t receiver_name = 0;
    security_token_t sender{};
    audit_token_t audit{};
    uint64_t context = 0;
    mach_msg_header_t header;  ///< the message; `capacity` bytes from here on

    std::byte *bytes() { return reinterpret_cast<std::byte *>(&header); }
    mach_msg_size_t size() const { return header.msgh_size; }
    bool complex() const { return (header.msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0; }
    std::byte *body() { return bytes() + sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t); }
    uint32_t descriptor_count() {
        return complex() ? reinterpret_cast<mach_msg_body_t *>(&header + 1)->msgh_descriptor_count
                         : 0;
    }
    void set_sender(const task &from);
    /// Before a complex message is copied in: a used buffer may still tell of the last one.
    void reset_body() {
        circular = false;
        descriptors = destroyed = prefetched = 0;
        destroyed_rights = 0;
        body_error = MACH_MSG_SUCCESS;
    }

    ipc_kmsg(uint32_t bytes, origin from) : capacity(bytes), source(from) {}
};

/// Messages up to this size, the largest trailer included, come from a zone, and a processor keeps
/// two for the next.
inline constexpr uint32_t small_message_size = 320;

/// A buffer for `size` bytes of message and the largest trailer, null when memory is short. The
/// processor's spare is used if it fits; then nothing about the message is initialised but that it
/// holds no descriptors.
[[nodiscard]] ipc_kmsg *ipc_kmsg_take(uint32_t size);
/// Gives this processor, which has none, a spare. \return false when memory is short, and while
/// messages are recorded
bool ipc_kmsg_refill();
/// A buffer for messages that no thread sends.
[[nodiscard]] ipc_kmsg *ipc_kmsg_allocate(uint32_t size);
/// Gives back a buffer that holds no rights any more.
void ipc_kmsg_free(ipc_kmsg *kmsg);
/// The same, keeping a small one as a spare of the processor's.
void ipc_kmsg_recycle(ipc_kmsg *kmsg);
/// Releases the destination and reply rights only.
void ipc_kmsg_release_header(ipc_kmsg &kmsg);
/// Releases all rights and memory in a message and gives back the buffer; large ones piecemeal by
/// the reaper. No lock held.
void ipc_kmsg_destroy(ipc_kmsg *kmsg);
/// A bounded part of that. \return true when the message is gone; `budget` counts released rights.
bool ipc_kmsg_destroy_step(ipc_kmsg *kmsg, unsigned &budget);
/// The same for the descriptors only; the buffer stays. \return true when nothing is left.
bool ipc_kmsg_destroy_body(ipc_kmsg &kmsg, unsigned &budget);

/// First in, first out; guarded by the owner's lock.
class ipc_kmsg_queue {
public:
    bool empty() const { return first_ == nullptr; }
    ipc_kmsg *front() const { return first_; }
    void push_back(ipc_kmsg &kmsg) {
        kmsg.next = nullptr;
        (first_ ? last_->next : first_) = &kmsg;
        last_ = &kmsg;
    }
    ipc_kmsg *pop_front() {
        ipc_kmsg *kmsg = first_;
        first_ = kmsg->next;
        return kmsg;
    }

private:
    ipc_kmsg *first_ = nullptr;
    ipc_kmsg *last_ = nullptr;  ///< valid when first_ is
};
