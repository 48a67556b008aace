#include <lib/port_object.hpp>

#include <lib/loop.hpp>

namespace server {

port_object::port_object(loop &owner) : loop_(owner) {
    const mach_port_t self = mach_task_self();
    if (mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &port_) != KERN_SUCCESS) {
        port_ = MACH_PORT_NULL;
        return;
    }
    (void)mach_port_set_context(self, port_, reinterpret_cast<mach_port_context_t>(this));
    (void)mach_port_insert_member(self, port_, loop_.port_set());
}

port_object::~port_object() {
    if (port_ != MACH_PORT_NULL)
        (void)mach_port_mod_refs(mach_task_self(), port_, MACH_PORT_RIGHT_RECEIVE, -1);
}

void port_object::arm(mach_port_mscount_t count) {
    mach_port_t previous = MACH_PORT_NULL;
    armed_ = mach_port_request_notification(mach_task_self(), port_, MACH_NOTIFY_NO_SENDERS, count,
                                            port_, MACH_MSG_TYPE_MAKE_SEND_ONCE,
                                            &previous) == KERN_SUCCESS;
}

void port_object::told(mach_port_mscount_t count) {
    armed_ = false;
    if (count != made_) return arm(made_);
    no_senders();
}

mach_msg_port_descriptor_t port_object::make_send() {
    // The notification waits for the right that is about to be made, so it cannot come before that
    // right has gone.
    ++made_;
    if (!armed_) arm(made_);
    return mach::rpc::port_descriptor(port_, MACH_MSG_TYPE_MAKE_SEND);
}

}  // namespace server
