#include <kern/host.hpp>

#include <algorithm>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_object_number.hpp>
#include <kern/address_layout.hpp>
#include <kern/boot_info.hpp>
#include <kern/format.hpp>
#include <kern/late.hpp>
#include <machine/random.hpp>

namespace {
constinit late<host> instance;
}

host &the_host() { return *instance; }

result<> host_initialise() {
    instance.construct();
    ipc_object_secret = {machine::random_seed(), machine::random_seed() | 1};
    host &h = *instance;
    h.name_port = TRY(ipc_kobject_create(kobject_type::host, &h));
    h.control_port = TRY(ipc_kobject_create(kobject_type::host_privileged, &h));
    h.device_master_port = TRY(ipc_kobject_create(kobject_type::device_master, &h));
    return {};
}

std::size_t host_boot_text(char *to, std::size_t room) {
    const address_layout &at = kernel_layout;
    const std::size_t length = format_string(
        to, room, "image=%016lx direct_map=%016lx kernel_map=%016lx window=%016lx command_line=%s",
        at.image, at.direct_map, at.kernel_map, at.window, boot.command_line);
    return std::min(length + 1, room);
}

exception_action host_exception_action(std::size_t type) {
    host &h = *instance;
    lock_guard guard(h.lock);
    return exception_action_copy(h.exceptions[type]);
}
