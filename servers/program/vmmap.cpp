// vmmap: the memory regions of a task.

#include <cstdio>

#include <lib/task.hpp>
#include <mach/client.hpp>
#include <mach/interface/vm.hpp>

namespace {

void print(uint64_t begin, uint64_t size, const vm_region_basic_info_data_64_t &info,
           unsigned resident) {
    const auto letter = [](vm_prot_t protection, vm_prot_t bit, char c) {
        return protection & bit ? c : '-';
    };
    const auto text = [&](vm_prot_t p, char *to) {
        to[0] = letter(p, VM_PROT_READ, 'r');
        to[1] = letter(p, VM_PROT_WRITE, 'w');
        to[2] = letter(p, VM_PROT_EXECUTE, 'x');
        to[3] = 0;
    };
    char now[4], most[4];
    text(info.protection, now);
    text(info.max_protection, most);
    const char *inherit = info.inheritance == VM_INHERIT_SHARE  ? "share"
                          : info.inheritance == VM_INHERIT_COPY ? "copy"
                                                                : "none";
    std::printf(
        "%012llx-%012llx %8lluK %s/%s %-6s %-7s %8llx %9u\n",
        static_cast<unsigned long long>(begin), static_cast<unsigned long long>(begin + size),
        static_cast<unsigned long long>(size / 1024), now, most, inherit,
        info.shared ? "shared" : "private", static_cast<unsigned long long>(info.offset), resident);
}

}  // namespace

int main(int argc, char **argv) {
    if (argc != 2) {
        std::fputs("Usage: vmmap PID|SERVICE\nList the memory regions of a task.\n", stderr);
        return 2;
    }
    const mach_port_t task = program::find_task(argv[1]);
    if (task == MACH_PORT_NULL) return 1;
    std::printf("%-25s %9s %-7s %-6s %-7s %8s %9s\n", "ADDRESS", "SIZE", "NOW/MAX", "FORK",
                "OBJECT", "OFFSET", "RESIDENT");
    uint64_t total = 0;
    for (mach_vm_address_t at = 0;;) {
        mach::rpc::exchange<vm_region_routine> x;
        x.request().address = at;
        if (x.call(task) != KERN_SUCCESS) break;
        const auto &reply = x.reply();
        print(reply.address, reply.size, reply.info, reply.resident);
        total += reply.size;
        at = reply.address + reply.size;
    }
    std::printf("total %lluK\n", static_cast<unsigned long long>(total / 1024));
}
