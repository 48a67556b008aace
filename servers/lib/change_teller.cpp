#include <lib/change_teller.hpp>

#include <cerrno>
#include <utility>

#include <mach/client.hpp>
#include <protocol/error.hpp>

namespace server {

kern_return_t change_teller::serve(const protocol::io_owner_request &request,
                                   protocol::io_owner_reply &reply, bool able) {
    const mach_port_t given = request.owner.name;
    const bool takes = request.what == protocol::io_owner_what::set && MACH_PORT_VALID(given);
    if (takes) {
        const mach_port_t old = std::exchange(owner_, given);
        if (MACH_PORT_VALID(old)) (void)mach_port_deallocate(mach_task_self(), old);
    } else if (MACH_PORT_VALID(given)) {
        (void)mach_port_deallocate(mach_task_self(), given);
    }
    if (request.what == protocol::io_owner_what::tell) {
        if (!able || !MACH_PORT_VALID(owner_)) return protocol::unix_error(EINVAL);
        on_ = true;
    } else if (request.what == protocol::io_owner_what::tell_not) {
        on_ = false;
    }
    reply.owner = mach::rpc::port_descriptor(owner_, MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}

void change_teller::tell(uint32_t reason) const {
    if (!on_) return;
    mach::rpc::exchange<protocol::io_changed> x;
    x.request() = {.reason = reason};
    const kern_return_t kr =
        x.send(owner_, MACH_PORT_NULL, 0,
               {.option = MACH_SEND_TIMEOUT, .disposition = MACH_MSG_TYPE_COPY_SEND});
    // A message that was made and not sent gives its right back as one of the task's own.
    if (kr == MACH_SEND_TIMED_OUT || kr == MACH_SEND_NO_BUFFER)
        (void)mach_port_deallocate(mach_task_self(), owner_);
}

void change_teller::clear() {
    on_ = false;
    if (MACH_PORT_VALID(owner_)) (void)mach_port_deallocate(mach_task_self(), owner_);
    owner_ = MACH_PORT_NULL;
}

}  // namespace server
