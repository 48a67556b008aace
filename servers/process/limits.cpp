#include <limits.hpp>

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <iterator>

#include <sys/resource.h>

#include <protocol/error.hpp>
#include <world.hpp>

namespace process_server {

using protocol::posix_resource_limit;
using protocol::unix_error;

namespace {

constexpr uint64_t unlimited = ~uint64_t{0};

bool write_limit(const process &p, uint32_t resource, const posix_resource_limit &limit) {
    return mach_vm_write(p.task, p.library().limits + resource * sizeof limit,
                         reinterpret_cast<vm_offset_t>(&limit), sizeof limit) == KERN_SUCCESS;
}

/// May `who` read and change the limits of another?
bool may_limit(const process &who, const process &other) {
    const protocol::process_credentials &w = who.credentials, &o = other.credentials;
    return w.euid == 0 || (w.ruid == o.ruid && w.ruid == o.euid && w.ruid == o.suid &&
                           w.rgid == o.rgid && w.rgid == o.egid && w.rgid == o.sgid);
}

/// 0, or why it may not be set.
int objection(const process &who, uint32_t resource, const posix_resource_limit &before,
              const posix_resource_limit &wanted) {
    if (wanted.current > wanted.maximum) return EINVAL;
    if (wanted.maximum > before.maximum && who.credentials.euid != 0) return EPERM;
    const bool beyond = resource == RLIMIT_NOFILE &&
                        wanted.maximum > static_cast<uint64_t>(protocol::posix_descriptor_max);
    return beyond ? EPERM : 0;
}

std::string number(uint64_t value) {
    if (value == unlimited) return "unlimited";
    char digits[24];
    std::snprintf(digits, sizeof digits, "%" PRIu64, value);
    return digits;
}

}  // namespace

bool read_limits(const process &p, limits_span into) {
    mach_vm_size_t got = 0;
    return p.task != MACH_PORT_NULL &&
           mach_vm_read_overwrite(p.task, p.library().limits, into.size_bytes(),
                                  reinterpret_cast<mach_vm_address_t>(into.data()),
                                  &got) == KERN_SUCCESS;
}

std::string limits_text(const process &p) {
    static constexpr struct {
        const char *name, *unit;
    } lines[protocol::posix_limit_count] = {
        {"Max cpu time", "seconds"},     {"Max file size", "bytes"},
        {"Max data size", "bytes"},      {"Max stack size", "bytes"},
        {"Max core file size", "bytes"}, {"Max resident set", "bytes"},
        {"Max processes", "processes"},  {"Max open files", "files"},
        {"Max locked memory", "bytes"},  {"Max address space", "bytes"},
        {"Max file locks", "locks"},     {"Max pending signals", "signals"},
        {"Max msgqueue size", "bytes"},  {"Max nice priority", ""},
        {"Max realtime priority", ""},   {"Max realtime timeout", "us"},
    };
    std::array<posix_resource_limit, protocol::posix_limit_count> limits{};
    if (!read_limits(p, limits)) return {};
    std::string text =
        "Limit                     Soft Limit           Hard Limit           Units     \n";
    for (std::size_t i = 0; i < limits.size(); ++i) {
        char line[100];
        std::snprintf(line, sizeof line, "%-25s %-20s %-20s %-10s\n", lines[i].name,
                      number(limits[i].current).c_str(), number(limits[i].maximum).c_str(),
                      lines[i].unit);
        text += line;
    }
    return text;
}

kern_return_t process::serve(protocol::process_limit,
                             mach::rpc::call<protocol::process_limit> call) {
    const auto &request = call.request;
    process *of = request.pid == 0 ? this : world_.find(request.pid);
    if (of == nullptr || !of->alive()) return unix_error(ESRCH);
    if (of != this && !may_limit(*this, *of)) return unix_error(EPERM);
    const bool kept_here = request.resource == RLIMIT_NPROC;
    if (request.resource >= protocol::posix_limit_count || (of == this && !kept_here))
        return unix_error(EINVAL);
    std::array<posix_resource_limit, protocol::posix_limit_count> limits{};
    if (of != this && !read_limits(*of, limits)) return unix_error(ESRCH);
    const posix_resource_limit before =
        of == this ? posix_resource_limit{limit_processes, limit_processes_maximum}
                   : limits[request.resource];
    call.reply.current = before.current;
    call.reply.maximum = before.maximum;
    if (request.set == 0) return KERN_SUCCESS;
    const posix_resource_limit wanted{request.current, request.maximum};
    if (const int error = objection(*this, request.resource, before, wanted); error != 0)
        return unix_error(error);
    if (of != this && !write_limit(*of, request.resource, wanted)) return unix_error(ESRCH);
    if (kept_here) {
        of->limit_processes = wanted.current;
        of->limit_processes_maximum = wanted.maximum;
    }
    return KERN_SUCCESS;
}

}  // namespace process_server
