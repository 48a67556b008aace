#include <lib/task.hpp>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <lib/bootstrap.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/process.hpp>

namespace program {

namespace {

kern_return_t find_process(int pid, mach_port_t &task) {
    mach::rpc::exchange<protocol::process_task> x;
    x.request().pid = pid;
    const kern_return_t kr = x.call(protocol::process_port_name);
    if (kr == KERN_SUCCESS) task = x.reply().task.name;
    return kr;
}

uint32_t service_task(const std::string &name) {
    for (const auto &service : services())
        if (service.name == name) return service.task;
    return 0;
}

}  // namespace

std::vector<task> all_tasks() {
    std::vector<task> all;
    task_array_t ports = nullptr;
    mach_msg_type_number_t count = 0;
    if (host_tasks(host_privileged(), &ports, &count) != KERN_SUCCESS) return all;
    for (unsigned i = 0; i < count; ++i) {
        task_account_info_data_t info{};
        mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
        if (task_info(ports[i], TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info), &words) ==
            KERN_SUCCESS)
            all.push_back({.port = ports[i], .id = info.id, .name = info.name});
    }
    return all;
}

mach_port_t find_task(const char *who) {
    char *end;
    const long pid = std::strtol(who, &end, 10);
    mach_port_t found = MACH_PORT_NULL;
    if (*who != 0 && *end == 0) {
        if (find_process(static_cast<int>(pid), found) == protocol::unix_error(EPERM)) {
            std::fprintf(stderr, "%s: it is not yours to see\n", who);
            return MACH_PORT_NULL;
        }
    } else if (const uint32_t id = service_task(who)) {
        for (const auto &each : all_tasks())
            if (each.id == id) found = each.port;
    }
    if (found == MACH_PORT_NULL)
        std::fprintf(
            stderr, "%s: no such process or service%s\n", who,
            *end != 0 && host_privileged() == MACH_PORT_NULL ? ", or not yours to see" : "");
    return found;
}

}  // namespace program
