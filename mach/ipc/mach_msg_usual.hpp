/// \file
/// The usual message on its way: in registers, its body in the processor's spare buffer. For
/// mach_msg_fast.cpp.
#pragma once

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_kmsg_copyout.hpp>
#include <ipc/ipc_mqueue.hpp>
#include <ipc/ipc_thread.hpp>
#include <kern/processor.hpp>
#include <kern/thread.hpp>

// Calls would cost here as much as what they do. What is seldom called keeps the registers, so that
// the usual way need not.
#define INLINE [[gnu::always_inline]] inline
#define SELDOM [[gnu::noinline, clang::preserve_most]]

namespace mach_msg_usual {

/// The same value, of which the compiler does not know that: what it takes to compute something
/// again is less than to keep it.
template <class Value>
INLINE Value again(Value value) {
    asm("" : "+r"(value));
    return value;
}

constexpr mach_msg_option_t both = MACH_SEND_MSG | MACH_RCV_MSG;
constexpr mach_msg_option_t usual =
    MACH_RCV_LARGE | MACH_SEND_INTERRUPT | MACH_RCV_INTERRUPT | MACH_RCV_TRAILER_MASK;
constexpr mach_msg_option_t trailer_elements = MACH_RCV_TRAILER_ELEMENTS(0xf);
constexpr mach_msg_size_t head = sizeof(mach_msg_header_t);
/// What goes through a processor's spare buffer.
constexpr mach_msg_size_t largest_small = small_message_size - sizeof(mach_msg_max_trailer_t);
/// What is copied with locks held.
constexpr mach_msg_size_t largest = 8192 + head;

INLINE mach_msg_size_t trailer_size(mach_msg_option_t option) {
    return (option & trailer_elements) == 0 ? sizeof(mach_msg_trailer_t) : ipc_trailer_size(option);
}

/// A lock_guard for the lock of an object. What is seldom called gets the object, so that the
/// address of the lock need not be kept.
template <class Object>
class SCOPED_CAPABILITY hot_guard {
public:
    INLINE explicit hot_guard(Object &object) ACQUIRE(object.lock) : object_(object) {
#ifdef DEBUG
        wait_for(object);
#else
        if (!object.lock.try_lock()) [[unlikely]]
            wait_for(object);
#endif
    }
    INLINE ~hot_guard() RELEASE() { object_.lock.unlock(); }
    hot_guard(const hot_guard &) = delete;
    hot_guard &operator=(const hot_guard &) = delete;

private:
    SELDOM static void wait_for(Object &object) ACQUIRE(object.lock) { object.lock.lock(); }
    Object &object_;
};

/// The processor's spare buffer, which is there from the beginning of the trap on.
INLINE ipc_kmsg &spare() { return *this_processor().spare_message; }
INLINE uint64_t body_address() { return reinterpret_cast<uint64_t>(spare().bytes() + head); }

/// How much of a message of `size` bytes goes through the spare buffer, with the header.
INLINE mach_msg_size_t buffered(mach_msg_size_t size) {
    return size <= largest_small ? size : head;
}

/// Is there something of it in the buffer, beside the header?
INLINE bool has_body(mach_msg_size_t size) { return size - head - 1 < largest_small - head; }

/// A message whose header is in registers. The rest of a small one is in the spare buffer, which
/// takes the header when it is needed there. Passed by value, so that it can stay in registers.
struct message {
    mach_msg_size_t size;
    uint64_t names, id;  ///< the header's second word, and the upper half of the third

    mach_port_name_t remote() const { return static_cast<mach_port_name_t>(names); }
    mach_port_name_t local() const { return static_cast<mach_port_name_t>(names >> 32); }
    mach_msg_size_t buffered() const { return mach_msg_usual::buffered(size); }
};

/// Does the message carry a right? There is other code for those that do, so that those that do not
/// need not ask.
enum class kind : bool { plain, carries };
/// A message's bits, from those of its header's rights.
template <kind Kind>
constexpr mach_msg_bits_t all_bits(mach_msg_bits_t bits) {
    return Kind == kind::carries ? bits | MACH_MSGH_BITS_COMPLEX : bits;
}

INLINE void set_header(message m, mach_msg_bits_t bits, mach_port_name_t remote,
                       mach_port_name_t local) {
    spare().header = {.msgh_bits = bits,
                      .msgh_size = m.buffered(),
                      .msgh_remote_port = remote,
                      .msgh_local_port = local,
                      .msgh_reserved = 0,
                      .msgh_id = static_cast<mach_msg_id_t>(m.id)};
}

/// Behind `size` bytes of a small message there is room for it.
INLINE mach_msg_max_trailer_t &trailer_behind(ipc_kmsg &kmsg, mach_msg_size_t size) {
    return *reinterpret_cast<mach_msg_max_trailer_t *>(kmsg.bytes() + size);
}

/// What comes of a message.
struct delivery {
    thread *receiver = nullptr;  ///< has it; null: it is not usual, and nothing has been done
    ipc_port *reply = nullptr;   ///< a send-once right, for the receiver
    mach_port_name_t name = MACH_PORT_NULL;  ///< the receiver's, of the port
    bool waits = false;                      ///< the sender does
};

}  // namespace mach_msg_usual
