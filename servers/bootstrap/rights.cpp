#include "rights.hpp"

bool kernel_rights::find() {
    mach_port_array_t ports = nullptr;
    mach_msg_type_number_t count = 0;
    if (mach_ports_lookup(mach_task_self(), &ports, &count) != KERN_SUCCESS || count < 3)
        return false;
    for (unsigned i = 0; i < 3; ++i) ports_[i] = ports[i];
    return true;
}

mach_port_t kernel_rights::by_name(std::string_view name) const {
    constexpr std::string_view names[] = {"host_priv", "device_master", "archive"};
    for (unsigned i = 0; i < 3; ++i)
        if (name == names[i]) return ports_[i];
    return MACH_PORT_NULL;
}
