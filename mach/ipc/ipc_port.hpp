/// \file
/// A port: a queue of messages with one receiver and counted senders.
#pragma once

#include <cstdint>

#include <ipc/ipc_kmsg.hpp>
#include <ipc/ipc_link.hpp>
#include <ipc/ipc_request.hpp>
#include <ipc/ipc_thread_queue.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <kern/zone.hpp>
#include <mach/port.h>

class ipc_space;
class ipc_deferred;
enum class kobject_type : uint8_t;

class ipc_port : public ref_counted<ipc_port> {
public:
    /// Where the receive right is.
    enum class state : uint8_t {
        in_space,  ///< in `receiver`, under `name`
        limbo,     ///< in the kernel's hands: in a message under construction or in a notification
        in_transit,  ///< in a message addressed to `destination`
        kernel,      ///< the kernel receives: `kobject`
        dead,        ///< nowhere: what names the port turns into dead names
    };

    /// A port without a receiver (limbo) and one reference, the caller's.
    [[nodiscard]] static result<ref<ipc_port>> create();
    static void destroy(ipc_port *port);

    spinlock lock{lock_rank::ipc_port};

    state where GUARDED_BY(lock) = state::limbo;
    kobject_type kind GUARDED_BY(lock){};
    uint8_t set_count GUARDED_BY(lock) = 0;
    mach_port_name_t name GUARDED_BY(lock) = MACH_PORT_NULL;
    union {
        ipc_space *receiver =
            nullptr;    ///< in_space; not counted: the space's entry has a reference on the port
        void *kobject;  ///< kernel
    };
    /// in_transit: where the message goes, with a reference; else null. Under ipc_transit_lock.
    ipc_port *destination = nullptr;

    uint32_t send_rights GUARDED_BY(lock) = 0;  ///< one for each space and message that has any
    uint32_t send_once_rights GUARDED_BY(lock) = 0;
    mach_port_mscount_t make_send_count GUARDED_BY(lock) = 0;
    mach_port_seqno_t seqno GUARDED_BY(lock) = 0;
    uint64_t context GUARDED_BY(lock) = 0;
    uint64_t guard GUARDED_BY(lock) = 0;
    bool guarded GUARDED_BY(lock) = false;

    uint32_t message_limit GUARDED_BY(lock) = MACH_PORT_QLIMIT_DEFAULT;
    uint32_t message_count GUARDED_BY(lock) = 0;
    ipc_kmsg_queue messages GUARDED_BY(lock);
    ipc_thread_queue senders GUARDED_BY(lock);    ///< blocked on the full queue
    ipc_thread_queue receivers GUARDED_BY(lock);  ///< waiting on this port itself
    ipc_port_links sets GUARDED_BY(lock);

    ipc_port *no_senders GUARDED_BY(lock) = nullptr;      ///< send-once right for the notification
    ipc_port *port_destroyed GUARDED_BY(lock) = nullptr;  ///< likewise
    ipc_requests requests GUARDED_BY(lock);

    ipc_port *reaper_next = nullptr;  ///< in the reaper's list, which has a reference
    bool reaping GUARDED_BY(lock) = false;

    bool active() const REQUIRES(lock) { return where != state::dead; }
    bool received_by(const ipc_space &space) const REQUIRES(lock) {
        return where == state::in_space && receiver == &space;
    }

    /// Without the lock: a port that the kernel receives from stays so until it dies.
    bool served_by_kernel() const NO_THREAD_SAFETY_ANALYSIS { return where == state::kernel; }
    kobject_type kernel_kind() const NO_THREAD_SAFETY_ANALYSIS { return kind; }

    /// `name`, for a holder of the receiving space's lock instead of this one: it changes only
    /// under both.
    mach_port_name_t name_in_space() const NO_THREAD_SAFETY_ANALYSIS { return name; }

    void make_send() REQUIRES(lock) {
        ++make_send_count;
        ++send_rights;
    }
    /// One send right less; with the last one the no-senders notification.
    void drop_send(ipc_deferred &after) REQUIRES(lock);

    /// Takes the receive right out of its space, whether it dies or is sent away: out of all sets,
    /// receivers woken with MACH_RCV_PORT_DIED, counts restarted.
    void clear_receiver() REQUIRES(lock);
    /// The reverse of clear_receiver and of in_transit.
    void set_receiver(ipc_space &space, mach_port_name_t name) REQUIRES(lock);
    /// Unlinks from a set. The link is freed.
    void leave_set(ipc_link &link) REQUIRES(lock);
    void leave_all_sets() REQUIRES(lock);

    /// Receive rights in messages to ports in messages ...: so deep and no deeper, as sending walks
    /// the chain.
    static constexpr unsigned max_transit_depth = 1024;
    /// Notes that the receive right travels in a message to `to`. \return false: it would end up in
    /// its own queue (or too deep), and stays in limbo.
    [[nodiscard]] bool enter_transit(ipc_port &to) EXCLUDES(lock);
    /// Out of the message again. \return the destination with the reference that the message's
    /// right had on it, or null when the right was not in transit.
    [[nodiscard]] ipc_port *leave_transit();

    ~ipc_port();

private:
    template <class>
    friend class zone;
    ipc_port() = default;
};

/// In kernel messages: a right to a port that died before it could be sent. Mach's IP_DEAD.
inline ipc_port *ipc_port_dead() { return reinterpret_cast<ipc_port *>(~uintptr_t{0}); }
/// Neither null nor dead.
inline bool ipc_port_valid(const ipc_port *port) {
    return reinterpret_cast<uintptr_t>(port) + 1 > 1;
}

/// Guards ipc_port::destination of all ports.
extern spinlock ipc_transit_lock;

/// Ends a port whose receive right the caller holds, or sends it in a port-destroyed notification.
/// Consumes a reference. No lock held.
void ipc_port_destroy(ipc_port *port);
/// A bounded part of what is left to do for a dead port (wake its waiters, destroy its messages,
/// fire its requests) or for one with send-possible requests. \return true when nothing is left.
bool ipc_port_clean_step(ipc_port &port, unsigned &budget);
