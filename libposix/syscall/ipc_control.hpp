/// \file
/// What the three kinds of System V's objects share in their *ctl calls.
#pragma once

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <protocol/sysv.hpp>
#include <user_copy.hpp>

namespace posix {

/// \return the id, or -errno.
long ipc_get_call(protocol::ipc_kind kind, int32_t key, uint64_t size, uint32_t flags);
long ipc_remove_call(protocol::ipc_kind kind, int id);
/// IPC_SET: new owner and mode. \param bytes of a queue.
long ipc_set_call(protocol::ipc_kind kind, int id, const struct ipc_permission_layout &to,
                  uint64_t bytes);
/// \return 0 or -errno.
long ipc_status_call(protocol::ipc_kind kind, int id, protocol::ipc_lookup lookup,
                     protocol::ipc_status_reply &found);
long ipc_totals_call(protocol::ipc_kind kind, protocol::ipc_totals_reply &found);

}  // namespace posix
