/// \file
/// What procfs knows about processes: asked from the process server (port/process_source.cpp), made
/// up by tests.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <protocol/process.hpp>
#include <protocol/process_service.hpp>
#include <vfs/result.hpp>

namespace procfs {

/// ESRCH when there is no such process, EIO when the process server does not answer.
vfs::outcome<protocol::process_record> query_process(int32_t pid);
/// Up to `room` pids above `after`, ascending; 0: no more.
vfs::outcome<std::size_t> list_processes(int32_t after, int32_t *pids, std::size_t room);
struct process_totals {
    int32_t newest;    ///< the id that was given last, to a process or thread
    uint32_t created;  ///< processes and threads since boot
};
vfs::outcome<process_totals> count_processes();
/// Bytes from `offset` on; 0: the end.
vfs::outcome<std::size_t> process_text(int32_t pid, protocol::process_text_kind kind,
                                       uint32_t offset, char *to, std::size_t room);
/// Regions of the process's memory that end above `from`, ascending, with up to `samples` pages of
/// each looked at; 0: no more.
vfs::outcome<std::size_t> process_regions(int32_t pid, uint64_t from, uint32_t samples,
                                          protocol::memory_region *to, std::size_t room);
/// The path of an open file of a process, or what stands for it ("pipe:[12]"). EACCES when the
/// caller (vfs::calling_process) may not know, ENOENT when there is no such file.
vfs::outcome<std::size_t> process_path(int32_t pid, protocol::process_file_kind kind,
                                       int32_t descriptor, char *to, std::size_t room);
/// The supplementary groups in a list of the process server's.
vfs::outcome<std::vector<uint32_t>> groups_of_list(uint32_t list);
/// System calls that nobody implements, and how often they were asked for.
/// Part of a file of /proc/sysvipc; 0: the end.
vfs::outcome<std::size_t> sysv_table_text(protocol::ipc_kind kind, uint32_t offset, char *to,
                                          std::size_t room);
vfs::outcome<std::size_t> unimplemented_calls(protocol::unimplemented_count *to, std::size_t room);
/// The host's name or its domain's.
vfs::outcome<std::size_t> host_name(bool domain, char *to, std::size_t room);

}  // namespace procfs
