/// \file
/// A segment of shared memory (shmget(2)): a memory object, and how often it is attached.
#pragma once

#include <mach/mach.h>
#include <sysv/ipc_table.hpp>

namespace process_server {

struct shared_segment : ipc_object {
    /// \return null: no memory.
    static std::unique_ptr<shared_segment> create(uint64_t size);
    ~shared_segment();

    uint64_t pages() const;

    /// By which its memory can be mapped, and nothing else; stays the segment's own. \return null:
    /// no memory.
    mach_port_t right(bool writable);

    uint64_t size = 0;
    uint64_t attached = 0;
    bool removed = false;  ///< goes with the last that is attached
    int32_t creator = 0, last = 0;
    int64_t attach_time = 0, detach_time = 0, change_time = 0;

private:
    mach_port_t object_ = MACH_PORT_NULL;
    mach_port_t rights_[2]{};  ///< to read, to write
};

/// Of a process: where it has attached which.
struct attachment {
    uint64_t address;
    int32_t id;
};

}  // namespace process_server
