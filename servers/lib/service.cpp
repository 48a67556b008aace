#include <lib/service.hpp>

#include <cstdarg>
#include <cstdio>
#include <cstring>

#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <protocol/name.hpp>

extern "C" const char *__progname;

namespace server {

namespace {

/// bootstrap's port for this server.
mach_port_t bootstrap_port() {
    static mach_port_t port = MACH_PORT_NULL;
    if (port == MACH_PORT_NULL)
        (void)task_get_special_port(mach_task_self(), TASK_BOOTSTRAP_PORT, &port);
    return port;
}

template <class Tail>
bool put(Tail &tail, std::string_view text) {
    if (text.size() > Tail::capacity) return false;
    std::memcpy(tail.items, text.data(), text.size());
    tail.count = static_cast<uint32_t>(text.size());
    return true;
}

mach_port_t find(std::string_view name, bool wait, mach::rpc::call_options how = {}) {
    mach::rpc::exchange<protocol::name_lookup> x;
    x.request().wait = wait;
    if (!put(x.request().variable, name)) return MACH_PORT_NULL;
    const kern_return_t kr = x.call(bootstrap_port(), how);
    if (kr == MACH_RCV_TIMED_OUT) mig_dealloc_reply_port(mig_get_reply_port());
    return kr == KERN_SUCCESS ? x.reply().port.name : MACH_PORT_NULL;
}

}  // namespace

kern_return_t register_name(std::string_view name, mach_port_t port) {
    mach::rpc::exchange<protocol::name_register> x;
    x.request().port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_MAKE_SEND);
    if (!put(x.request().variable, name)) return KERN_INVALID_ARGUMENT;
    return x.call(bootstrap_port());
}

mach_port_t lookup(std::string_view name) { return find(name, true); }
mach_port_t lookup_within(std::string_view name, mach_msg_timeout_t ms) {
    return find(name, true, {.option = MACH_RCV_TIMEOUT, .timeout = ms});
}
mach_port_t lookup_now(std::string_view name) { return find(name, false); }

kern_return_t lookup_later(std::string_view name, mach_port_t to) {
    mach::rpc::exchange<protocol::name_lookup> x;
    x.request().wait = true;
    if (!put(x.request().variable, name)) return KERN_INVALID_ARGUMENT;
    return x.send(bootstrap_port(), to, MACH_MSG_TYPE_MAKE_SEND_ONCE);
}

mach_port_t granted(std::string_view name) {
    mach::rpc::exchange<protocol::name_granted> x;
    if (!put(x.request().variable, name) || x.call(bootstrap_port()) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    return x.reply().port.name;
}

kern_return_t keep_right(uint32_t number, mach_port_t right) {
    mach::rpc::exchange<protocol::name_keep> x;
    x.request() = {.right = mach::rpc::port_descriptor(right, MACH_MSG_TYPE_COPY_SEND),
                   .number = number};
    return x.call(bootstrap_port());
}

kern_return_t let_rights_go(uint32_t number) {
    mach::rpc::exchange<protocol::name_let_go> x;
    x.request() = {.number = number};
    return x.call(bootstrap_port());
}

void log(const char *format, ...) {
    char line[256];
    int used = std::snprintf(line, sizeof line, "%s: ", __progname);
    va_list arguments;
    va_start(arguments, format);
    used +=
        std::vsnprintf(line + used, sizeof line - static_cast<size_t>(used) - 1, format, arguments);
    va_end(arguments);
    size_t length =
        static_cast<size_t>(used) < sizeof line - 1 ? static_cast<size_t>(used) : sizeof line - 2;
    line[length++] = '\n';
    debug_write_trap(line, length);
}

}  // namespace server
