// The names of the system. The host's and its domain's are the process server's, one for all.
#include <algorithm>
#include <cerrno>
#include <string_view>

#include <sys/utsname.h>

#include <errno_of.hpp>
#include <mach/client.hpp>
#include <machine/name.hpp>
#include <process.hpp>
#include <protocol/process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

template <std::size_t N>
void set(char (&to)[N], std::string_view from) {
    to[from.copy(to, N - 1)] = 0;
}

long set_name(bool domain, user_address name, uint64_t size) {
    if (self.credentials.euid != 0) return -EPERM;
    if (size > protocol::host_name_max) return -EINVAL;
    mach::rpc::exchange<protocol::process_host_name> x;
    x.request().set = 1;
    x.request().domain = domain;
    auto &wanted = x.request().variable;
    if (!copy_from_user(wanted.items, name, size)) return -EFAULT;
    // What follows a null byte is no part of the name.
    wanted.count = 0;
    while (wanted.count < size && wanted.items[wanted.count] != 0) ++wanted.count;
    return errno_of(x.call(self.server));
}

}  // namespace

long sys_uname(user_address buffer) {
    mach::rpc::exchange<protocol::process_host_name> x;
    x.request().set = x.request().domain = 0;
    x.request().variable.count = 0;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    const std::string_view names(x.reply().variable.items, x.reply().variable.count);
    const std::size_t first = std::min<std::size_t>(x.reply().host_length, names.size());
    struct utsname out{};
    set(out.sysname, "Linux");  // programs ask for the ABI by this name
    set(out.nodename, names.substr(0, first));
    set(out.release, "5.15.0-portolan");
    set(out.version, "Portolan");
    set(out.machine, machine::name);
    set(out.domainname, names.substr(first));
    return put_user(buffer, out) ? 0 : -EFAULT;
}

long sys_sethostname(user_address name, uint64_t size) { return set_name(false, name, size); }
long sys_setdomainname(user_address name, uint64_t size) { return set_name(true, name, size); }

}  // namespace posix
