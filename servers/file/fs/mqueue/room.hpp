/// \file
/// What POSIX message queues may hold: each is given room for all of its messages when it is made,
/// so that sending does not fail for want of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include <vfs/result.hpp>

namespace mqueue {

/// What a queue is for.
struct limits {
    uint64_t messages = 10;
    uint64_t size_each = 8192;  ///< bytes
    /// How large they may be for who is not the superuser; and for all.
    static constexpr uint64_t messages_max = 10, messages_hard_max = 65536, size_max = 8192;
};

/// Room that has been taken. Gives it back.
class room {
public:
    /// A user's queues, as Linux's usual RLIMIT_MSGQUEUE has it, bytes.
    static constexpr std::size_t user_max = 819'200;

    /// For all users together; at first there is no limit.
    static void limit_all(std::size_t bytes);
    /// EMFILE: the user's queues take too much. ENOSPC: all together do. ENOMEM.
    static vfs::outcome<room> take(uint32_t uid, const limits &of);

    room(room &&other) noexcept;
    room &operator=(room &&) = delete;
    ~room();

private:
    room(uint32_t uid, std::size_t bytes) : uid_(uid), bytes_(bytes) {}
    uint32_t uid_;
    std::size_t bytes_;
};

}  // namespace mqueue
