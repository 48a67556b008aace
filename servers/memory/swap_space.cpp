#include "swap_space.hpp"

#include <cstring>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/block.hpp>

namespace {

/// Linux swap, in the GUID partition table (Discoverable Partitions Specification).
constexpr std::string_view wanted = "PARTTYPE=0657fd6d-a4ab-43c4-84e5-0933c84b4f4f";

bool read_header(mach_port_t device, char (&header)[MACH_PAGE_SIZE]) {
    mach::rpc::exchange<protocol::block_read> x;
    x.request() = {.offset = 0, .count = MACH_PAGE_SIZE, .tag = 0};
    if (x.call(device) != KERN_SUCCESS) return false;
    const auto &data = x.reply().data;
    const bool whole = data.size >= sizeof header;
    if (whole) std::memcpy(header, reinterpret_cast<const void *>(data.address), sizeof header);
    (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
    return whole;
}

}  // namespace

std::optional<swap_space> swap_space::find() {
    const mach_port_t service = server::lookup("block");
    if (service == MACH_PORT_NULL) return std::nullopt;
    mach::rpc::exchange<protocol::block_open> x;
    auto &text = x.request().variable;
    text.count = static_cast<uint32_t>(wanted.copy(text.items, std::size(text.items)));
    const kern_return_t opened = x.call(service);
    (void)mach_port_deallocate(mach_task_self(), service);
    if (opened != KERN_SUCCESS) return std::nullopt;
    const auto &reply = x.reply();
    swap_space found{reply.device.name, {reply.variable.items, reply.variable.count}, reply.size};
    static char header[MACH_PAGE_SIZE];
    const swap_header_verdict verdict =
        !read_header(found.device, header) ? swap_header_verdict{0, "it cannot be read"}
        : reply.read_only                  ? swap_header_verdict{0, "it is read-only"}
                                           : check_swap_header(header, found.size);
    if (verdict.wrong) {
        server::log("%s is not used: %s", found.name.c_str(), verdict.wrong);
        return std::nullopt;
    }
    found.size = verdict.size;
    return found;
}
