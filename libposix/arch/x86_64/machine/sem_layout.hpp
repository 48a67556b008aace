/// \file
/// struct semid64_ds: this architecture has a word behind each time.
#pragma once

#include <syscall/ipc_layout.hpp>

namespace posix::machine {

struct sem_status_layout {
    ipc_permission_layout permission;
    int64_t operation_time, unused_behind_operation, change_time, unused_behind_change;
    uint64_t count, unused[2];
};
static_assert(sizeof(sem_status_layout) == 104);

}  // namespace posix::machine
