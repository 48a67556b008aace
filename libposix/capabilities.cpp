#include <capabilities.hpp>

namespace posix {

namespace {

bool any_superuser(const protocol::process_credentials &c) {
    return c.ruid == 0 || c.euid == 0 || c.suid == 0;
}

}  // namespace

capability_sets capabilities_after_change(const protocol::process_credentials &before,
                                          const protocol::process_credentials &now,
                                          capability_sets sets, bool keep) {
    if (any_superuser(before) && !any_superuser(now) && !keep) sets.permitted = sets.effective = 0;
    if (before.euid == 0 && now.euid != 0) sets.effective = 0;
    if (before.euid != 0 && now.euid == 0) sets.effective = sets.permitted;
    return sets;
}

capability_sets capabilities_after_exec(const protocol::process_credentials &now,
                                        capability_sets sets) {
    sets.permitted = now.ruid == 0 || now.euid == 0 ? every_capability : 0;
    sets.effective = now.euid == 0 ? every_capability : 0;
    return sets;
}

}  // namespace posix
