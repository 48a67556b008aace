/// \file
/// What the library knows of its process. One per address space, inherited by fork and kept over
/// exec.
#pragma once

#include <atomic>
#include <cstdint>

#include <capabilities.hpp>
#include <lock.hpp>
#include <mach/mach.h>
#include <protocol/posix_image.hpp>
#include <protocol/process.hpp>

namespace posix {

inline constexpr unsigned limit_count = protocol::posix_limit_count;
using resource_limit = protocol::posix_resource_limit;

struct process_state {
    protocol::posix_process_info info;  ///< what the process server may write
    mach_port_t server;                 ///< this process's own port at the process server
    mach_port_t working_directory, root_directory;  ///< a protocol::posix_directories
    mach_port_t file_service;                       ///< the file server's named port
    mach_port_t network;  ///< the network server's, once it has been asked for; not inherited
    int32_t pid;
    int32_t forked_by;  ///< the parent at first
    uint32_t umask;
    protocol::process_credentials credentials;
    uint32_t threads;                               ///< in this process
    std::atomic<uint64_t> ended_application_ticks;  ///< of threads that have ended
    uint64_t break_begin, break_end;                ///< the heap that brk moves; both 0 without one
    uint64_t program_begin, program_end;  ///< lowest and highest address of the loaded program
    uint64_t stack_begin, stack_end;
    resource_limit limits[limit_count];
    /// The send right that traced processes report to, of which this may be one; see
    /// call_trace.hpp.
    mach_port_t tracer;
    bool traced, trace_next, trace_all;  ///< this one is; its next children; theirs as well
    char name[16];                       ///< comm
    bool not_dumpable, keeps_capabilities, no_new_privileges;  ///< prctl
    capability_sets capabilities;
    char executable[256];  ///< path given to exec, for diagnostics
};

extern process_state self;

/// A forked child wants no signal at its parent's end, and nobody's orphans (prctl).
void forget_family_wishes();

/// \param status what wait reports: an exit code in the second byte, or a signal in the first
[[noreturn]] void end_process(int status);

}  // namespace posix
