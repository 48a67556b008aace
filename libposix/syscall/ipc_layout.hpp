/// \file
/// System V's structures as Linux's 64-bit architectures have them.
#pragma once

#include <cstdint>

#include <protocol/sysv.hpp>

namespace posix {

inline constexpr uint32_t ipc_remove_command = 0, ipc_set_command = 1, ipc_status_command = 2,
                          ipc_info_command = 3;

struct ipc_permission_layout {
    int32_t key;
    uint32_t uid, gid, creator_uid, creator_gid, mode;
    uint16_t sequence, padding[3];
    uint64_t unused[2];
};
static_assert(sizeof(ipc_permission_layout) == 48);

inline ipc_permission_layout to_layout(const protocol::ipc_permission &p) {
    return {.key = p.key,
            .uid = p.uid,
            .gid = p.gid,
            .creator_uid = p.creator_uid,
            .creator_gid = p.creator_gid,
            .mode = p.mode,
            .sequence = static_cast<uint16_t>(p.sequence),
            .padding = {},
            .unused = {}};
}

struct shm_status_layout {
    ipc_permission_layout permission;
    uint64_t size;
    int64_t attach_time, detach_time, change_time;
    int32_t creator, last;
    uint64_t attached, unused[2];
};
static_assert(sizeof(shm_status_layout) == 112);

struct msg_status_layout {
    ipc_permission_layout permission;
    int64_t send_time, receive_time, change_time;
    uint64_t bytes, count, bytes_allowed;
    int32_t last_sender, last_receiver;
    uint64_t unused[2];
};
static_assert(sizeof(msg_status_layout) == 120);

}  // namespace posix
