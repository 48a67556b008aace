#include <mach/notify.h>

#include <mach/interface/notify.hpp>
#include <mach/mig_errors.h>
#include <mach/server.hpp>

#pragma weak do_mach_notify_port_deleted
#pragma weak do_mach_notify_send_possible
#pragma weak do_mach_notify_port_destroyed
#pragma weak do_mach_notify_no_senders
#pragma weak do_mach_notify_send_once
#pragma weak do_mach_notify_dead_name

namespace {

namespace mi = mach::interface;
using mach::rpc::call;

struct handler {
    kern_return_t result = MIG_BAD_ID;

    void serve(mi::mach_notify_port_deleted, call<mi::mach_notify_port_deleted> c) {
        ask(do_mach_notify_port_deleted, c.header, c.request.name);
    }
    void serve(mi::mach_notify_send_possible, call<mi::mach_notify_send_possible> c) {
        ask(do_mach_notify_send_possible, c.header, c.request.name);
    }
    void serve(mi::mach_notify_port_destroyed, call<mi::mach_notify_port_destroyed> c) {
        ask(do_mach_notify_port_destroyed, c.header, c.request.rights.name);
    }
    void serve(mi::mach_notify_no_senders, call<mi::mach_notify_no_senders> c) {
        ask(do_mach_notify_no_senders, c.header, c.request.count);
    }
    void serve(mi::mach_notify_send_once, call<mi::mach_notify_send_once> c) {
        ask(do_mach_notify_send_once, c.header);
    }
    void serve(mi::mach_notify_dead_name, call<mi::mach_notify_dead_name> c) {
        ask(do_mach_notify_dead_name, c.header, c.request.name);
    }

private:
    template <class... What>
    void ask(kern_return_t (*function)(mach_port_t, What...), const mach_msg_header_t &header,
             What... what) {
        if (function) result = function(header.msgh_local_port, what...);
    }
};

}  // namespace

boolean_t notify_server(mach_msg_header_t *request, mach_msg_header_t *reply) {
    handler h;
    (void)mach::rpc::demux<mi::notify_interface>(h, *request, *reply);
    if (h.result == MIG_BAD_ID) return false;
    reinterpret_cast<mig_reply_error_t *>(reply)->RetCode =
        h.result == KERN_SUCCESS ? MIG_NO_REPLY : h.result;
    return true;
}
