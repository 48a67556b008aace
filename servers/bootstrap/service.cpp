#include "service.hpp"

#include <algorithm>

#include <lib/service.hpp>

#include "program.hpp"
#include "supervisor.hpp"

namespace {

/// A server that dies this often without ever staying up is left alone.
constexpr unsigned deaths_max = 20;

bool contains(const std::vector<std::string> &list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

template <class Tail>
std::string_view text_of(const Tail &tail) {
    return {tail.items, tail.count};
}

}  // namespace

service::service(supervisor &owner, service_description description)
    : port_object(owner.loop()), supervisor_(owner), description_(std::move(description)) {}

void service::start() {
    const auto image = supervisor_.program(description_.program);
    if (image.empty()) {
        server::log("%s: no program %s in the boot archive", description_.name.c_str(),
                    description_.program.c_str());
        return;
    }
    const mach_port_t self = mach_task_self();
    if (task_create(self, 0, &task_) != KERN_SUCCESS) {
        server::log("%s: no task", description_.name.c_str());
        return;
    }
    (void)task_set_name(task_, description_.name.c_str());
    mach_port_t right = MACH_PORT_NULL, previous = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    kern_return_t kr =
        mach_port_extract_right(self, port(), MACH_MSG_TYPE_MAKE_SEND, &right, &kind);
    if (kr == KERN_SUCCESS) kr = task_set_special_port(task_, TASK_BOOTSTRAP_PORT, right);
    if (kr == KERN_SUCCESS)
        kr = mach_port_request_notification(self, task_, MACH_NOTIFY_DEAD_NAME, 0, port(),
                                            MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous);
    std::vector<std::string> arguments{description_.name};
    arguments.insert(arguments.end(), description_.arguments.begin(), description_.arguments.end());
    const auto started = start_program(task_, image, arguments);
    if (kr != KERN_SUCCESS || !started) {
        server::log("%s: %s", description_.name.c_str(),
                    started ? "no rights" : started.error().c_str());
        (void)task_terminate(task_);
    }
}

void service::died() {
    supervisor_.forget(*this);
    (void)mach_port_deallocate(mach_task_self(), task_);
    task_ = MACH_PORT_NULL;
    if (!description_.restart || ++deaths_ > deaths_max) {
        server::log("%s: ended", description_.name.c_str());
        return;
    }
    server::log("%s: died, starting it again", description_.name.c_str());
    start();
}

mach::rpc::disposition service::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    if (in.msgh_id == MACH_NOTIFY_DEAD_NAME) {
        // The notification carries one more reference to the dead name.
        if (task_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), task_);
        died();
        return mach::rpc::disposition::no_reply;
    }
    return mach::rpc::demux<protocol::name_interface>(*this, in, out);
}

kern_return_t service::serve(protocol::name_register,
                             mach::rpc::call<protocol::name_register> call) {
    const auto name = text_of(call.request.variable);
    if (!contains(description_.provides, name)) {
        (void)mach_port_deallocate(mach_task_self(), call.request.port.name);
        return KERN_DENIED;
    }
    supervisor_.names().set(name, call.request.port.name, *this);
    return KERN_SUCCESS;
}

kern_return_t service::serve(protocol::name_lookup, mach::rpc::call<protocol::name_lookup> call) {
    const auto name = text_of(call.request.variable);
    if (const mach_port_t port = supervisor_.names().find(name); port != MACH_PORT_NULL) {
        call.reply.port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_COPY_SEND);
        return KERN_SUCCESS;
    }
    if (!call.request.wait || !supervisor_.provided(name)) return KERN_INVALID_NAME;
    supervisor_.names().wait(name, call.header);
    return MIG_NO_REPLY;
}

kern_return_t service::serve(protocol::name_granted, mach::rpc::call<protocol::name_granted> call) {
    const auto name = text_of(call.request.variable);
    if (!contains(description_.rights, name)) return KERN_DENIED;
    call.reply.port =
        mach::rpc::port_descriptor(supervisor_.rights().by_name(name), MACH_MSG_TYPE_COPY_SEND);
    return KERN_SUCCESS;
}
