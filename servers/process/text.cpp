#include <text.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <span>
#include <string>

#include <cpu_time.hpp>
#include <limits.hpp>
#include <protocol/error.hpp>
#include <protocol/process_service.hpp>
#include <signal_text.hpp>
#include <world.hpp>

namespace process_server {

using protocol::unix_error;

namespace {

constexpr uint32_t piece_max = 4096;

/// A piece of the process's own memory, which may have gone.
kern_return_t read_memory(const process &p, uint64_t begin, uint64_t end, uint32_t offset,
                          char *text, uint32_t &count) {
    count = 0;
    if (end <= begin || offset >= end - begin || p.task == MACH_PORT_NULL) return KERN_SUCCESS;
    const uint64_t size = std::min<uint64_t>(end - begin - offset, piece_max);
    mach_vm_size_t got = 0;
    if (mach_vm_read_overwrite(p.task, begin + offset, size,
                               reinterpret_cast<mach_vm_address_t>(text), &got) == KERN_SUCCESS)
        count = static_cast<uint32_t>(size);
    return KERN_SUCCESS;
}

void copy_piece(const std::string &whole, uint32_t offset, char *text, uint32_t &count) {
    count = 0;
    if (offset >= whole.size()) return;
    count = static_cast<uint32_t>(whole.copy(text, piece_max, offset));
}

using descriptor_table = protocol::posix_descriptor_table;

bool read_library(const process &p, uint64_t from, void *to, std::size_t size) {
    mach_vm_size_t got = 0;
    return p.task != MACH_PORT_NULL &&
           mach_vm_read_overwrite(p.task, from, size, reinterpret_cast<mach_vm_address_t>(to),
                                  &got) == KERN_SUCCESS;
}

/// One more than the highest descriptor as the process's memory has it now.
int descriptors_end(const process &p) {
    int32_t end = 0;
    if (!read_library(p, p.library().descriptor_table + offsetof(descriptor_table, end), &end,
                      sizeof end))
        return 0;
    return std::min(end, protocol::posix_descriptor_max);
}

/// Some descriptors of the process. \return whether its memory could be read.
bool read_descriptors(const process &p, int first, std::span<protocol::posix_descriptor> into) {
    const uint64_t from = p.library().descriptor_table + offsetof(descriptor_table, slots) +
                          static_cast<uint64_t>(first) * sizeof(protocol::posix_descriptor);
    return read_library(p, from, into.data(), into.size_bytes());
}

std::string descriptors_of(const process &p) {
    std::string lines;
    protocol::posix_descriptor some[64];
    const int end = descriptors_end(p);
    for (int first = 0; first < end; first += static_cast<int>(std::size(some))) {
        const std::span part(some,
                             std::min(std::size(some), static_cast<std::size_t>(end - first)));
        if (!read_descriptors(p, first, part)) break;
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (part[i].port == MACH_PORT_NULL) continue;
            char line[12];
            std::snprintf(line, sizeof line, "%d\n", first + static_cast<int>(i));
            lines += line;
        }
    }
    return lines;
}

}  // namespace

mach_port_name_t file_of(const process &p, protocol::process_file_kind kind, int32_t descriptor) {
    if (kind == protocol::process_file_kind::descriptor) {
        protocol::posix_descriptor found[1];
        const bool open = descriptor >= 0 && descriptor < descriptors_end(p) &&
                          read_descriptors(p, descriptor, found);
        return open ? found[0].port : MACH_PORT_NULL;
    }
    protocol::posix_directories directories{};
    mach_vm_size_t got = 0;
    if (p.task == MACH_PORT_NULL ||
        mach_vm_read_overwrite(p.task, p.library().directories, sizeof directories,
                               reinterpret_cast<mach_vm_address_t>(&directories),
                               &got) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return kind == protocol::process_file_kind::root_directory ? directories.root
                                                               : directories.working;
}

protocol::process_record record_of(const process &p) {
    protocol::process_record r{};
    r.pid = p.pid;
    r.parent = p.parent != nullptr ? p.parent->pid : 0;
    r.process_group = p.group;
    r.session = p.session;
    r.uid = p.credentials.ruid;
    r.gid = p.credentials.rgid;
    r.euid = p.credentials.euid;
    r.egid = p.credentials.egid;
    r.state = !p.alive() ? 'Z' : p.status == process::state::stopped ? 'T' : 'S';
    r.threads = static_cast<uint32_t>(p.threads.size());
    r.start_time_ns = p.start_time_ns;
    r.user_time_ns = p.user_time_ns;
    r.system_time_ns = p.system_time_ns;
    r.nice = p.nice;
    if (!p.threads.empty()) {
        const scheduling &scheduled = p.threads.front().scheduled;
        r.policy = scheduled.policy;
        r.real_time_priority = scheduled.real_time() ? scheduled.priority : 0;
    }
    std::memcpy(r.name, p.name, sizeof r.name);
    if (p.task == MACH_PORT_NULL) return r;
    task_account_info_data_t basic{};
    mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
    (void)task_info(p.task, TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&basic), &words);
    r.virtual_size = basic.virtual_size;
    r.resident_size = basic.resident_size;
    const cpu_time used = cpu_time_of(p);
    r.user_time_ns = used.user_ns;
    r.system_time_ns = used.system_ns;
    for (const thread_record &thread : p.threads) {
        thread_account_info_data_t info{};
        words = THREAD_ACCOUNT_INFO_COUNT;
        (void)thread_info(thread.port, THREAD_ACCOUNT_INFO, reinterpret_cast<thread_info_t>(&info),
                          &words);
        if (r.state == 'S' && info.run_state == TH_STATE_RUNNING) r.state = 'R';
    }
    return r;
}

kern_return_t text_of(const process &p, protocol::process_text_kind kind, uint32_t offset,
                      char *text, uint32_t &count) {
    using enum protocol::process_text_kind;
    switch (kind) {
    case command_line:
        return read_memory(p, p.arguments_begin, p.arguments_end, offset, text, count);
    case environment:
        return read_memory(p, p.environment_begin, p.environment_end, offset, text, count);
    case executable: copy_piece(p.executable, offset, text, count); return KERN_SUCCESS;
    case descriptors: copy_piece(descriptors_of(p), offset, text, count); return KERN_SUCCESS;
    case limits: copy_piece(limits_text(p), offset, text, count); return KERN_SUCCESS;
    case signals: copy_piece(signals_of(p), offset, text, count); return KERN_SUCCESS;
    }
    return unix_error(EINVAL);
}

}  // namespace process_server
