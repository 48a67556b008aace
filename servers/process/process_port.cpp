#include <process_port.hpp>

#include <process.hpp>

namespace process_server {

mach::rpc::disposition process_port::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<protocol::process_interface>(owner_, in, out);
}

void process_port::no_senders() {
    constexpr int killed = 9;
    owner_.end(killed);
}

bool process_port::hand_to(task_t task, mach_port_name_t name) {
    mach_port_t previous;
    // Sync 1: not before the right that is made next has gone.
    return port() != MACH_PORT_NULL &&
           mach_port_request_notification(mach_task_self(), port(), MACH_NOTIFY_NO_SENDERS, 1, port(),
                                          MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous) == KERN_SUCCESS &&
           mach_port_insert_right(task, name, port(), MACH_MSG_TYPE_MAKE_SEND) == KERN_SUCCESS;
}

}  // namespace process_server
