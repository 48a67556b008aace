#include "swap_space.hpp"

#include <cstring>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/block.hpp>

namespace {

/// Linux swap, in the GUID partition table (Discoverable Partitions Specification).
constexpr std::string_view wanted = "PARTTYPE=0657fd6d-a4ab-43c4-84e5-0933c84b4f4f";

using header_page = char[MACH_PAGE_SIZE];

kern_return_t read_header(mach_port_t device, header_page &header) {
    mach::rpc::exchange<protocol::block_read> x;
    x.request() = {.offset = 0, .count = MACH_PAGE_SIZE, .tag = 0};
    if (const kern_return_t kr = x.call(device); kr != KERN_SUCCESS) return kr;
    const auto &data = x.reply().data;
    const bool whole = data.size >= sizeof header;
    if (whole) std::memcpy(header, reinterpret_cast<const void *>(data.address), sizeof header);
    (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
    return whole ? KERN_SUCCESS : KERN_MEMORY_ERROR;
}

/// What `find` says it finds, or null and why: death, when the driver dies on the way.
std::optional<swap_space> look(mach_port_t service, kern_return_t &kr) {
    mach::rpc::exchange<protocol::block_open> x;
    auto &text = x.request().variable;
    text.count = static_cast<uint32_t>(wanted.copy(text.items, std::size(text.items)));
    kr = x.call(service);
    if (kr != KERN_SUCCESS) return std::nullopt;
    const auto &reply = x.reply();
    swap_space found{reply.device.name, {reply.variable.items, reply.variable.count}, reply.size};
    static header_page header;
    kr = read_header(found.device, header);
    const swap_header_verdict verdict =
        kr != KERN_SUCCESS ? swap_header_verdict{0, "it cannot be read"}
        : reply.read_only  ? swap_header_verdict{0, "it is read-only"}
                           : check_swap_header(header, found.size);
    if (!verdict.wrong) {
        found.size = verdict.size;
        return found;
    }
    if (!server::is_death(kr)) server::log("%s is not used: %s", found.name.c_str(), verdict.wrong);
    (void)mach_port_deallocate(mach_task_self(), found.device);
    return std::nullopt;
}

}  // namespace

std::optional<swap_space> swap_space::find() {
    for (;;) {
        const mach_port_t service = server::lookup("block");
        if (service == MACH_PORT_NULL) return std::nullopt;
        kern_return_t kr;
        std::optional<swap_space> found = look(service, kr);
        (void)mach_port_deallocate(mach_task_self(), service);
        if (!server::is_death(kr)) return found;
    }
}
