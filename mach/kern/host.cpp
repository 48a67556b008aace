#include <kern/host.hpp>

#include <ipc/ipc_kobject.hpp>
#include <ipc/ipc_object_number.hpp>
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
    h.dma_port = TRY(ipc_kobject_create(kobject_type::dma, &h));
    return {};
}

exception_action host_exception_action(std::size_t type) {
    host &h = *instance;
    lock_guard guard(h.lock);
    return exception_action_copy(h.exceptions[type]);
}
