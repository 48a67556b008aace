/// \file
/// Objects that stand for events: counters (eventfd), timers (timerfd), sets of descriptors to wait
/// for (epoll) and queues of what happens to files (inotify). They are made at the file server's
/// named port and answer the I/O interface. Ids 24000 to 24099 for making them, 24200 to 24299 for
/// what is particular to each kind.
///
/// A set does not hold the files that it watches: an entry is a number that means a descriptor to
/// its owner. The owner asks the file itself (io_poll) with a notification right of the set's, so
/// that watching keeps no file open and the set's server never waits for another one.
#pragma once

#include <protocol/io.hpp>

namespace protocol {

inline constexpr uint32_t event_counter = 0, event_timer = 1, event_set = 2, event_notifier = 3;
/// Flag of event_create: each read takes one off a counter (EFD_SEMAPHORE).
inline constexpr uint32_t event_semaphore = 1;
/// The timer's times are of the real-time clock.
inline constexpr uint32_t event_realtime = 1;
inline constexpr uint32_t event_entries_max = 64;
/// Operations on an entry (EPOLL_CTL_*).
inline constexpr uint32_t event_operation_add = 1, event_operation_remove = 2,
                          event_operation_modify = 3;

#pragma pack(push, 4)
struct event_create_request {
    uint32_t kind;
    uint32_t flags;  ///< O_NONBLOCK, event_semaphore, event_realtime
    uint64_t value;  ///< of a counter, at first
};
struct event_create_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t event;
    kern_return_t result;
};
struct event_timer_request {
    uint32_t set;              ///< boolean: else only read
    uint32_t absolute;         ///< boolean: `value` is a time of the timer's clock
    uint64_t value, interval;  ///< ns; value 0: off
};
struct event_timer_reply {
    kern_return_t result;
    uint64_t value, interval;  ///< what was set before: time left, ns
};
struct event_change_request {
    uint32_t operation;  ///< event_operation_*
    uint32_t key;        ///< the descriptor
    uint32_t events;     ///< EPOLL*
    uint64_t data;
};
struct event_add_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;  ///< not kept
    event_change_request change;      ///< EPOLL_CTL_ADD
};
struct event_wait_request {
    uint32_t count;  ///< at most event_entries_max
    uint32_t cookie;
    uint32_t no_wait;  ///< boolean
};
struct event_entry {
    uint32_t key, events;
    uint64_t data;
    uint32_t cookie;  ///< for io_poll
};
struct event_wait_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {
        mach::rpc::descriptor_kind::ool_ports};
    mach_msg_ool_ports_descriptor_t notify;  ///< a send-once right for each entry
    kern_return_t result;
    mach::rpc::tail<event_entry, event_entries_max> variable;
};
struct event_again_request {
    mach::rpc::tail<uint32_t, event_entries_max> variable;  ///< cookies
};
struct event_watch_request {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t file;  ///< open in whatever way, of this server
    uint32_t mask;                    ///< IN_*
};
struct event_watch_reply {
    kern_return_t result;
    int32_t watch;
};
struct event_unwatch_request {
    int32_t watch;
};
#pragma pack(pop)

using event_create =
    mach::rpc::routine<24000, "event_create", event_create_request, event_create_reply>;
using event_service_interface = mach::rpc::interface<"event_service", event_create>;

using event_timer_set =
    mach::rpc::routine<24200, "event_timer_set", event_timer_request, event_timer_reply>;
/// EEXIST, ENOENT.
using event_change = mach::rpc::routine<24201, "event_change", event_change_request>;
/// Entries that may be ready: their owner asks their files, with the rights that come along, and
/// so has them watched when they are not. EAGAIN with no_wait when there are none.
using event_wait = mach::rpc::routine<24202, "event_wait", event_wait_request, event_wait_reply>;
/// These were ready and are to be looked at again at the next wait.
using event_again = mach::rpc::simple_routine<24203, "event_again", event_again_request>;
/// As inotify_add_watch: EACCES, EEXIST, ENOSPC; EOPNOTSUPP: another server's file.
using event_watch =
    mach::rpc::routine<24204, "event_watch", event_watch_request, event_watch_reply>;
using event_unwatch = mach::rpc::routine<24205, "event_unwatch", event_unwatch_request>;
/// As event_change, for what may be a set itself. ELOOP.
using event_add = mach::rpc::routine<24206, "event_add", event_add_request>;
/// From a watched file, by the right that came with event_wait.
using event_interface = mach::rpc::interface<"event", event_timer_set, event_change, event_wait,
                                             event_again, event_watch, event_unwatch, event_add>;

/// Bits of an entry's events besides POLL*: EPOLLONESHOT, EPOLLET.
inline constexpr uint32_t event_once = 1u << 30, event_edge = 1u << 31;

}  // namespace protocol
