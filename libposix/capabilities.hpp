/// \file
/// What capget and capset tell of (capabilities(7)). The sets change as on Linux, but give nothing:
/// what a process may do is decided by its effective user alone.
#pragma once

#include <cstdint>

#include <protocol/process.hpp>

namespace posix {

inline constexpr unsigned capability_last = 40;  ///< CAP_CHECKPOINT_RESTORE
inline constexpr uint64_t every_capability = (uint64_t{1} << (capability_last + 1)) - 1;

struct capability_sets {
    uint64_t effective, permitted, inheritable;
};

/// After a change of user ids; `keep`: PR_SET_KEEPCAPS.
capability_sets capabilities_after_change(const protocol::process_credentials &before,
                                          const protocol::process_credentials &now,
                                          capability_sets sets, bool keep);
/// No file has capabilities of its own.
capability_sets capabilities_after_exec(const protocol::process_credentials &now,
                                        capability_sets sets);

}  // namespace posix
