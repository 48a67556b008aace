/// \file
/// What stands in the files of /proc. Each function writes one file; `pid` is the process whose
/// folder the file is in, 0 outside.
#pragma once

#include <cstdint>

#include <fs/procfs/network_source.hpp>
#include <fs/procfs/text_writer.hpp>
#include <vfs/result.hpp>

namespace procfs {

using generator = vfs::outcome<> (*)(text_writer &out, int32_t pid);

// process_files.cpp
vfs::outcome<> process_stat(text_writer &out, int32_t pid);
vfs::outcome<> process_statm(text_writer &out, int32_t pid);
vfs::outcome<> process_status(text_writer &out, int32_t pid);
vfs::outcome<> process_comm(text_writer &out, int32_t pid);
vfs::outcome<> process_cmdline(text_writer &out, int32_t pid);
vfs::outcome<> process_environ(text_writer &out, int32_t pid);
vfs::outcome<> process_maps(text_writer &out, int32_t pid);
vfs::outcome<> process_smaps(text_writer &out, int32_t pid);
vfs::outcome<> process_smaps_rollup(text_writer &out, int32_t pid);
vfs::outcome<> process_limits(text_writer &out, int32_t pid);
vfs::outcome<> process_exe(text_writer &out, int32_t pid);
vfs::outcome<> process_cwd(text_writer &out, int32_t pid);
vfs::outcome<> process_root(text_writer &out, int32_t pid);
vfs::outcome<> process_io(text_writer &out, int32_t pid);
/// Numbers of the open descriptors, one a line.
vfs::outcome<> process_descriptors(text_writer &out, int32_t pid);

// mount_files.cpp
vfs::outcome<> mounts(text_writer &out, int32_t pid);
vfs::outcome<> mountinfo(text_writer &out, int32_t pid);
vfs::outcome<> filesystems(text_writer &out, int32_t pid);

// system_files.cpp
vfs::outcome<> self(text_writer &out, int32_t pid);
vfs::outcome<> thread_self(text_writer &out, int32_t pid);
vfs::outcome<> meminfo(text_writer &out, int32_t pid);
vfs::outcome<> vmstat(text_writer &out, int32_t pid);
vfs::outcome<> swaps(text_writer &out, int32_t pid);
vfs::outcome<> uptime(text_writer &out, int32_t pid);
vfs::outcome<> loadavg(text_writer &out, int32_t pid);
vfs::outcome<> stat(text_writer &out, int32_t pid);
vfs::outcome<> cpuinfo(text_writer &out, int32_t pid);
vfs::outcome<> version(text_writer &out, int32_t pid);
vfs::outcome<> unimplemented(text_writer &out, int32_t pid);

// sysv_files.cpp
vfs::outcome<> sysv_shared_memory(text_writer &out, int32_t pid);
vfs::outcome<> sysv_semaphores(text_writer &out, int32_t pid);
vfs::outcome<> sysv_messages(text_writer &out, int32_t pid);

// sysctl_files.cpp
vfs::outcome<> hostname(text_writer &out, int32_t pid);
vfs::outcome<> domainname(text_writer &out, int32_t pid);
vfs::outcome<> osrelease(text_writer &out, int32_t pid);
vfs::outcome<> random_uuid(text_writer &out, int32_t pid);

/// A file that always holds the same.
template <unsigned N>
struct constant_text {
    char text[N];
    constexpr constant_text(const char (&string)[N]) {
        for (unsigned i = 0; i < N; ++i) text[i] = string[i];
    }
};
template <constant_text Text>
vfs::outcome<> constant(text_writer &out, int32_t) {
    out.add({Text.text, sizeof Text.text - 1});
    return {};
}
/// A file that the network server writes.
template <constant_text Name>
vfs::outcome<> network(text_writer &out, int32_t) {
    return read_network(Name.text, out);
}

}  // namespace procfs
