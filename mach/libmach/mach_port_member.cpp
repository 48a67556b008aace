#include <mach/interface/port.hpp>

#include "call.hpp"

namespace interface = mach::interface;

namespace {

using member_trap = kern_return_t (*)(task_t, mach_port_name_t, mach_port_name_t);

/// By trap in the caller's own space, else by message.
template <class Routine>
kern_return_t member_call(member_trap trap, ipc_space_t task, mach_port_name_t member,
                          mach_port_name_t set) {
    if (task == mach_task_self()) return trap(task, member, set);
    libmach::exchange<Routine> x;
    x.request() = {.member = member, .set = set};
    return x.call(task);
}

}  // namespace

kern_return_t mach_port_move_member(ipc_space_t task, mach_port_name_t member,
                                    mach_port_name_t set) {
    return member_call<interface::mach_port_move_member>(mach_port_move_member_trap, task, member,
                                                         set);
}

kern_return_t mach_port_insert_member(ipc_space_t task, mach_port_name_t member,
                                      mach_port_name_t set) {
    return member_call<interface::mach_port_insert_member>(mach_port_insert_member_trap, task,
                                                           member, set);
}

kern_return_t mach_port_extract_member(ipc_space_t task, mach_port_name_t member,
                                       mach_port_name_t set) {
    return member_call<interface::mach_port_extract_member>(mach_port_extract_member_trap, task,
                                                            member, set);
}
