// ports: a task's port rights, with what they refer to.

#include <cstdio>
#include <map>
#include <span>

#include <lib/decimal.hpp>
#include <lib/task.hpp>

namespace {

/// Who receives from a port or a set, and under which name.
struct receiver {
    mach_port_t task;
    std::string task_name;
    mach_port_name_t name;
};
using receivers = std::map<uint64_t, receiver>;  // by a port's number

std::span<const ipc_info_name_t> space_of(mach_port_t task) {
    ipc_info_name_t *names = nullptr;
    mach_msg_type_number_t count = 0;
    if (mach_port_space_info(task, &names, &count) != KERN_SUCCESS) return {};
    return {names, count};
}

/// Who receives from which port.
receivers find_receivers() {
    receivers found;
    for (const auto &task : program::all_tasks()) {
        const auto names = space_of(task.port);
        for (const auto &each : names)
            if (each.iin_type & (MACH_PORT_TYPE_RECEIVE | MACH_PORT_TYPE_PORT_SET))
                found[each.iin_object] = {task.port, task.name, each.iin_name};
        (void)mach_vm_deallocate(mach_task_self(), reinterpret_cast<uint64_t>(names.data()),
                                 names.size_bytes());
    }
    return found;
}

std::string rights_of(mach_port_type_t type) {
    static constexpr std::pair<mach_port_type_t, const char *> names[] = {
        {MACH_PORT_TYPE_RECEIVE, "receive"},
        {MACH_PORT_TYPE_SEND, "send"},
        {MACH_PORT_TYPE_SEND_ONCE, "send-once"},
        {MACH_PORT_TYPE_PORT_SET, "set"},
        {MACH_PORT_TYPE_DEAD_NAME, "dead"}};
    std::string text;
    for (const auto &[bit, name] : names)
        if (type & bit) text += (text.empty() ? "" : "+") + std::string(name);
    return text;
}

/// What kind of kernel object, in the order of the kernel's kobject_type.
const char *kernel_kind(unsigned type) {
    static constexpr const char *names[] = {"none",
                                            "task",
                                            "thread",
                                            "host",
                                            "host privileged",
                                            "device master",
                                            "dma",
                                            "memory object",
                                            "memory object control",
                                            "clock",
                                            "processor",
                                            "semaphore",
                                            "exception reply"};
    return type < std::size(names) ? names[type] : "kernel object";
}

/// Messages queued at a port and the most it takes, as "2/5"; "-" when that is not known.
std::string queue_of(mach_port_t task, mach_port_name_t name) {
    mach_port_status_t status{};
    mach_msg_type_number_t words = MACH_PORT_RECEIVE_STATUS_COUNT;
    if (mach_port_get_attributes(task, name, MACH_PORT_RECEIVE_STATUS,
                                 reinterpret_cast<mach_port_info_t>(&status),
                                 &words) != KERN_SUCCESS)
        return "-";
    return program::decimal(status.mps_msgcount) + "/" + program::decimal(status.mps_qlimit);
}

std::string target_of(mach_port_t task, const ipc_info_name_t &each, const receivers &known) {
    if (each.iin_type & MACH_PORT_TYPE_DEAD_NAME) return "-";
    if (each.iin_type & MACH_PORT_TYPE_PORT_SET) return "its own set";
    unsigned type = 0;
    uint64_t number = 0;
    if (mach_port_kernel_object(task, each.iin_name, &type, &number) == KERN_SUCCESS && type != 0)
        return std::string("kernel: ") + kernel_kind(type);
    if (const auto found = known.find(each.iin_object); found != known.end()) {
        char name[16];
        std::snprintf(name, sizeof name, " %x", found->second.name);
        return found->second.task_name + name;
    }
    return "?";
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fputs("Usage: ports PID|SERVICE\nList a task's port rights.\n", stderr);
        return 2;
    }
    const mach_port_t task = program::find_task(argv[1]);
    if (task == MACH_PORT_NULL) return 1;
    receivers known = find_receivers();
    const auto rights = space_of(task);
    for (const auto &each : rights)  // all that who is not root can know
        if (each.iin_type & MACH_PORT_TYPE_RECEIVE)
            known.try_emplace(each.iin_object, task, "itself", each.iin_name);
    std::printf("%-8s %-18s %5s %-12s %7s %6s  %s\n", "NAME", "RIGHTS", "REFS", "PORT", "SENDERS",
                "QUEUED", "RECEIVED BY");
    for (const auto &each : rights) {
        const auto found = known.find(each.iin_object);
        std::printf(
            "%-8x %-18s %5u %012llx %7u %6s  %s\n", each.iin_name, rights_of(each.iin_type).c_str(),
            each.iin_urefs, static_cast<unsigned long long>(each.iin_object), each.iin_send_rights,
            found == known.end() ? "-" : queue_of(found->second.task, found->second.name).c_str(),
            target_of(task, each, known).c_str());
    }
}
