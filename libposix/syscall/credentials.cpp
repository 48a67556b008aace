// User and group ids. The server decides and has the audit token changed; the library keeps a copy.
#include <cerrno>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

constexpr uint32_t keep = ~0u;
constexpr protocol::process_credentials nothing{keep, keep, keep, keep, keep, keep};

long change(const protocol::process_credentials &wanted) {
    mach::rpc::exchange<protocol::process_set_credentials> x;
    x.request().wanted = wanted;
    const kern_return_t kr = x.call(self.server);
    if (kr != KERN_SUCCESS) return errno_of(kr);
    const protocol::process_credentials before = self.credentials;
    self.credentials = x.reply().credentials;
    self.capabilities = capabilities_after_change(before, self.credentials, self.capabilities,
                                                  self.keeps_capabilities);
    return 0;
}

bool store(user_address a, uint32_t x, user_address b, uint32_t y, user_address c, uint32_t z) {
    return put_user(a, x) && put_user(b, y) && put_user(c, z);
}

}  // namespace

long sys_setuid(uint32_t uid) {
    protocol::process_credentials wanted = nothing;
    wanted.euid = uid;
    if (self.credentials.euid == 0) wanted.ruid = wanted.suid = uid;
    return uid == keep ? -EINVAL : change(wanted);
}

long sys_setgid(uint32_t gid) {
    protocol::process_credentials wanted = nothing;
    wanted.egid = gid;
    if (self.credentials.euid == 0) wanted.rgid = wanted.sgid = gid;
    return gid == keep ? -EINVAL : change(wanted);
}

long sys_setreuid(uint32_t real, uint32_t effective) {
    protocol::process_credentials wanted = nothing;
    wanted.ruid = real;
    wanted.euid = effective;
    if (real != keep || (effective != keep && effective != self.credentials.ruid))
        wanted.suid = effective != keep ? effective : self.credentials.euid;
    return change(wanted);
}

long sys_setregid(uint32_t real, uint32_t effective) {
    protocol::process_credentials wanted = nothing;
    wanted.rgid = real;
    wanted.egid = effective;
    if (real != keep || (effective != keep && effective != self.credentials.rgid))
        wanted.sgid = effective != keep ? effective : self.credentials.egid;
    return change(wanted);
}

long sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved) {
    return change({real, effective, saved, keep, keep, keep});
}
long sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved) {
    return change({keep, keep, keep, real, effective, saved});
}

long sys_getresuid(user_address real, user_address effective, user_address saved) {
    const auto &c = self.credentials;
    return store(real, c.ruid, effective, c.euid, saved, c.suid) ? 0 : -EFAULT;
}
long sys_getresgid(user_address real, user_address effective, user_address saved) {
    const auto &c = self.credentials;
    return store(real, c.rgid, effective, c.egid, saved, c.sgid) ? 0 : -EFAULT;
}

/// The file-system ids always are the effective ones.
long sys_setfsuid(uint32_t) { return self.credentials.euid; }
long sys_setfsgid(uint32_t) { return self.credentials.egid; }

long sys_getgroups(int size, user_address list) {
    mach::rpc::exchange<protocol::process_get_groups> x;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    const auto &groups = x.reply().variable;
    if (size == 0) return static_cast<long>(groups.count);
    if (size < 0 || static_cast<uint32_t>(size) < groups.count) return -EINVAL;
    return copy_to_user(list, groups.items, groups.count * sizeof(uint32_t))
               ? static_cast<long>(groups.count)
               : -EFAULT;
}

long sys_setgroups(int size, user_address list) {
    mach::rpc::exchange<protocol::process_set_groups> x;
    auto &groups = x.request().variable;
    if (size < 0 || static_cast<unsigned>(size) > groups.capacity) return -EINVAL;
    groups.count = static_cast<uint32_t>(size);
    if (!copy_from_user(groups.items, list, groups.count * sizeof(uint32_t))) return -EFAULT;
    return errno_of(x.call(self.server));
}

}  // namespace posix
