/// \file
/// Replacing the process's program. The library does it itself: it maps the new program from its
/// file's memory object over the old one, keeping its own data, so that neither descriptors nor
/// arguments travel through a server. The process server is told at the point of no return, when it
/// also ends the other threads.
#pragma once

#include <string_view>

#include <program_stack.hpp>
#include <user_copy.hpp>

namespace posix {

/// What to execute: a path of the application's, of the library's, or an open descriptor.
struct exec_target {
    int directory;
    user_address path;
    std::string_view own_path;  ///< used when path is 0
    bool descriptor;            ///< execute the file `directory` itself
};

/// \return -errno; on success 0, with the thread's registers at the new program's beginning and
/// thread_block::fresh set.
long execute(const exec_target &target, string_vector arguments, string_vector environment);

}  // namespace posix
