#include <process_port.hpp>

#include <process.hpp>

namespace process_server {

namespace {

/// The kernel's own message: the process has a send right here only, and cannot make a send-once
/// right of that.
bool task_is_gone(const mach_msg_header_t &in) {
    return in.msgh_id == MACH_NOTIFY_DEAD_NAME &&
           MACH_MSGH_BITS_LOCAL(in.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE;
}

}  // namespace

mach::rpc::disposition process_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    if (task_is_gone(in)) {
        owner_.task_gone();
        return mach::rpc::disposition::no_reply;
    }
    const auto outcome = mach::rpc::demux<protocol::process_interface>(owner_, in, out);
    if (outcome != mach::rpc::disposition::unknown) return outcome;
    return mach::rpc::demux<protocol::sysv_interface>(owner_, in, out);
}

bool process_port::hand_to(task_t task, mach_port_name_t name) {
    mach_port_t previous;
    return port() != MACH_PORT_NULL &&
           mach_port_request_notification(mach_task_self(), task, MACH_NOTIFY_DEAD_NAME, 0, port(),
                                          MACH_MSG_TYPE_MAKE_SEND_ONCE,
                                          &previous) == KERN_SUCCESS &&
           mach_port_insert_right(task, name, port(), MACH_MSG_TYPE_MAKE_SEND) == KERN_SUCCESS;
}

}  // namespace process_server
