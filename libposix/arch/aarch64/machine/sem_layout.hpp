/// \file
/// struct semid64_ds, as most architectures have it.
#pragma once

#include <syscall/ipc_layout.hpp>

namespace posix::machine {

struct sem_status_layout {
    ipc_permission_layout permission;
    int64_t operation_time, change_time;
    uint64_t count, unused[2];
};
static_assert(sizeof(sem_status_layout) == 88);

}  // namespace posix::machine
