// The owner of an open file is a port of the process server's, which the file's server keeps with
// the open file: so it is the same for all who share it.
#include <syscall/file_owner.hpp>

#include <cerrno>

#include <fcntl.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <mach/client.hpp>
#include <owned_right.hpp>
#include <process.hpp>
#include <protocol/io.hpp>
#include <protocol/process.hpp>
#include <protocol/file_owner.hpp>
#include <syscall/calls.hpp>

namespace posix {

namespace {

using protocol::io_owner_what;
using protocol::owner_kind;

/// Linux's struct f_owner_ex.
struct owner_record {
    int32_t kind, id;
};
constexpr protocol::file_owner_state nobody = {
    .kind = owner_kind::process, .id = 0, .signal = 0, .descriptor = 0, .value = 0};

/// \param owner with `set` what is to be kept; gets what is kept.
long owner_of(mach_port_t file, io_owner_what what, owned_right &owner) {
    mach::rpc::exchange<protocol::io_owner> x;
    x.request().owner = mach::rpc::port_descriptor(owner.get(), MACH_MSG_TYPE_COPY_SEND);
    x.request().what = what;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS)
        return kr == MIG_BAD_ID ? -EINVAL : errno_of(kr);
    owner.reset(x.reply().owner.name);
    return 0;
}

/// The owner, who is made when there is none yet.
long make_owner(mach_port_t file, owned_right &owner) {
    if (const long error = owner_of(file, io_owner_what::ask, owner); error != 0) return error;
    if (MACH_PORT_VALID(owner.get())) return 0;
    if (const long error = new_owner(owner); error != 0) return error;
    return owner_of(file, io_owner_what::set, owner);
}

long change(mach_port_t file, uint32_t fields, const protocol::file_owner_state &state) {
    owned_right owner;
    if (const long error = make_owner(file, owner); error != 0) return error;
    mach::rpc::exchange<protocol::file_owner_set> x;
    x.request() = {.fields = fields, .state = state};
    return errno_of(x.call(owner.get()));
}

long state_of(mach_port_t file, protocol::file_owner_state &state) {
    state = nobody;
    owned_right owner;
    if (const long error = owner_of(file, io_owner_what::ask, owner); error != 0) return error;
    if (!MACH_PORT_VALID(owner.get())) return 0;
    mach::rpc::exchange<protocol::file_owner_get> x;
    if (const kern_return_t kr = x.call(owner.get()); kr != KERN_SUCCESS) return errno_of(kr);
    state = x.reply().state;
    return 0;
}

long set_who(mach_port_t file, owner_kind kind, int32_t id) {
    protocol::file_owner_state state = nobody;
    state.kind = kind;
    state.id = id;
    return change(file, protocol::file_owner_who, state);
}

long set_record(mach_port_t file, user_address from) {
    owner_record record;
    if (!get_user(record, from)) return -EFAULT;
    if (record.kind < F_OWNER_TID || record.kind > F_OWNER_PGRP || record.id < 0) return -EINVAL;
    return set_who(file, static_cast<owner_kind>(record.kind), record.id);
}

long set_signal(mach_port_t file, uint64_t signal) {
    constexpr uint64_t signal_max = 64;
    if (signal > signal_max) return -EINVAL;
    protocol::file_owner_state state = nobody;
    state.signal = static_cast<int32_t>(signal);
    return change(file, protocol::file_owner_signal, state);
}

}  // namespace

long new_owner(owned_right &owner) {
    mach::rpc::exchange<protocol::process_owner> x;
    if (const kern_return_t kr = x.call(self.server); kr != KERN_SUCCESS) return errno_of(kr);
    owner.reset(x.reply().owner.name);
    return 0;
}

long file_owner_call(mach_port_t file, uint32_t command, uint64_t argument) {
    const auto id = static_cast<int32_t>(argument);
    switch (command) {
    case F_SETOWN:
        if (id == INT32_MIN) return -EINVAL;
        return id < 0 ? set_who(file, owner_kind::group, -id)
                      : set_who(file, owner_kind::process, id);
    case F_SETOWN_EX: return set_record(file, argument);
    case F_SETSIG: return set_signal(file, argument);
    default: break;
    }
    protocol::file_owner_state state;
    if (const long error = state_of(file, state); error != 0) return error;
    switch (command) {
    case F_GETOWN: return state.kind == owner_kind::group ? -state.id : state.id;
    case F_GETSIG: return state.signal;
    default:
        return put_user(argument, owner_record{static_cast<int32_t>(state.kind), state.id})
                   ? 0
                   : -EFAULT;
    }
}

long tell_changes(int fd, bool on) {
    const mach_port_t file = descriptors.port(fd);
    if (file == MACH_PORT_NULL) return -EBADF;
    owned_right owner;
    if (!on) return owner_of(file, io_owner_what::tell_not, owner);
    protocol::file_owner_state state = nobody;
    state.descriptor = fd;
    if (const long error = change(file, protocol::file_owner_descriptor, state); error != 0)
        return error;
    return owner_of(file, io_owner_what::tell, owner);
}

}  // namespace posix
