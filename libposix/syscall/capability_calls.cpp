#include <cerrno>

#include <capabilities.hpp>
#include <process.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

struct header {
    uint32_t version;
    int32_t pid;
};
/// Bits 0 to 31 of each set, then 32 to 63; the first version has no second part.
struct part {
    uint32_t effective, permitted, inheritable;
};
constexpr uint32_t version_1 = 0x19980330, version_2 = 0x20071026, version_3 = 0x20080522;

/// 0 for a version that there is not, the present one being put in its place.
unsigned parts_of(user_address at, header &given, bool &readable) {
    readable = get_user(given, at);
    if (!readable) return 0;
    if (given.version == version_1) return 1;
    if (given.version == version_2 || given.version == version_3) return 2;
    given.version = version_3;
    readable = put_user(at, given);
    return 0;
}

uint64_t whole(const part (&parts)[2], uint32_t part::*set) {
    return (uint64_t{parts[1].*set} << 32 | parts[0].*set) & every_capability;
}

}  // namespace

long sys_capget(user_address header_at, user_address data) {
    header given;
    bool readable;
    const unsigned count = parts_of(header_at, given, readable);
    if (!readable) return -EFAULT;
    if (count == 0) return data != 0 ? -EINVAL : 0;
    if (given.pid < 0) return -EINVAL;
    if (data == 0) return 0;
    // Another's sets are its library's own; they are not asked for.
    if (given.pid != 0 && given.pid != self.pid)
        return sys_kill(given.pid, 0) == -ESRCH ? -ESRCH : -EPERM;
    const capability_sets &sets = self.capabilities;
    const auto low = [](uint64_t set) { return static_cast<uint32_t>(set); };
    const auto high = [](uint64_t set) { return static_cast<uint32_t>(set >> 32); };
    const part parts[2]{{low(sets.effective), low(sets.permitted), low(sets.inheritable)},
                        {high(sets.effective), high(sets.permitted), high(sets.inheritable)}};
    return copy_to_user(data, parts, count * sizeof(part)) ? 0 : -EFAULT;
}

long sys_capset(user_address header_at, user_address data) {
    header given;
    bool readable;
    const unsigned count = parts_of(header_at, given, readable);
    if (!readable) return -EFAULT;
    if (count == 0) return -EINVAL;
    if (given.pid != 0 && given.pid != self.pid) return -EPERM;
    part parts[2]{};
    if (!copy_from_user(parts, data, count * sizeof(part))) return -EFAULT;
    const capability_sets wanted{.effective = whole(parts, &part::effective),
                                 .permitted = whole(parts, &part::permitted),
                                 .inheritable = whole(parts, &part::inheritable)};
    const capability_sets &held = self.capabilities;
    const bool more = (wanted.permitted & ~held.permitted) != 0 ||
                      (wanted.effective & ~wanted.permitted) != 0 ||
                      (wanted.inheritable & ~(held.inheritable | held.permitted)) != 0;
    if (more) return -EPERM;
    self.capabilities = wanted;
    return 0;
}

}  // namespace posix
