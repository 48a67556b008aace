/// \file
/// All of System V's objects there are.
#pragma once

#include <string>

#include <sysv/message_queue.hpp>
#include <sysv/semaphore_set.hpp>
#include <sysv/shared_segment.hpp>

namespace process_server {

class process;

/// Fewer than Linux allows of what this server's memory holds.
inline constexpr std::size_t segments_max = 4096, sets_max = 1024, queues_max = 256;
inline constexpr uint64_t semaphores_in_all_max = 64 * 1024;

class sysv_ipc {
public:
    ipc_table<shared_segment> segments;
    ipc_table<semaphore_set> sets;
    ipc_table<message_queue> queues;

    uint64_t pages() const;
    uint64_t semaphores() const;
    /// Calls `with` the object of that kind and id. \return what it does, or unix_error(EINVAL).
    template <class With>
    kern_return_t with(uint32_t kind, int32_t id, With with) {
        const auto call = [&](auto *object) {
            return object != nullptr ? with(*object) : protocol::unix_error(EINVAL);
        };
        switch (static_cast<protocol::ipc_kind>(kind)) {
        case protocol::ipc_kind::shared_memory: return call(segments.find(id));
        case protocol::ipc_kind::semaphores: return call(sets.find(id));
        case protocol::ipc_kind::messages: return call(queues.find(id));
        }
        return protocol::unix_error(EINVAL);
    }
    /// A line for each object, as in /proc/sysvipc.
    std::string text(protocol::ipc_kind kind) const;

    bool interrupt(int32_t pid, uint32_t cookie);
    /// Its threads have gone, or all but one.
    void forget_waiters(int32_t pid);
    void attach(process &who, shared_segment &segment, uint64_t address);
    /// \return the segment's size; 0: nothing is attached there.
    uint64_t detach(process &who, uint64_t address);
    void detach_all(process &who);
    /// A child has what its parent has attached.
    void inherit(process &child, const process &parent);

private:
    void detached(int32_t id, int32_t pid);
};

}  // namespace process_server
