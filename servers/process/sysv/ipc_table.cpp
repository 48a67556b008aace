#include <sysv/ipc_table.hpp>

#include <algorithm>

namespace process_server {

bool ipc_object::allows(const ipc_caller &who, uint32_t wanted) const {
    const protocol::process_credentials &c = who.credentials;
    if (c.euid == 0) return true;
    const auto in_group = [&](uint32_t gid) {
        return c.egid == gid || std::ranges::find(who.groups, gid) != who.groups.end();
    };
    uint32_t granted = permission.mode;
    if (c.euid == permission.creator_uid || c.euid == permission.uid)
        granted >>= 6;
    else if (in_group(permission.creator_gid) || in_group(permission.gid))
        granted >>= 3;
    wanted = (wanted >> 6 | wanted >> 3 | wanted) & 7;
    return (wanted & ~granted) == 0;
}

bool ipc_object::owned_by(const ipc_caller &who) const {
    const uint32_t uid = who.credentials.euid;
    return uid == 0 || uid == permission.creator_uid || uid == permission.uid;
}

void ipc_object::set(const protocol::ipc_set_request &request) {
    permission.uid = request.uid;
    permission.gid = request.gid;
    permission.mode = (permission.mode & ~0777u) | (request.mode & 0777);
}

}  // namespace process_server
