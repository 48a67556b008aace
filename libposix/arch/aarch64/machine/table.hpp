/// \file
/// System calls whose numbers or arguments only this architecture has.
#pragma once

#include <array>

#include <sys/syscall.h>

#include <table.hpp>
#include <user_copy.hpp>

namespace posix::machine {

long sys_clone(uint64_t flags, uint64_t stack, user_address parent_tid, uint64_t tls,
               user_address child_tid);

inline constexpr table_entry own_entries[] = {
    entry<sys_clone>(SYS_clone),
};

}  // namespace posix::machine
