#include <memory_map.hpp>

#include <algorithm>
#include <cerrno>

#include <mach/mach.h>
#include <protocol/error.hpp>
#include <protocol/posix_image.hpp>
#include <service.hpp>
#include <world.hpp>

namespace process_server {

namespace {

constexpr uint64_t page_size = 4096;
/// How many pages one request looks at: a page is a kernel call, and nobody else is served
/// meanwhile.
constexpr uint32_t looked_at_max = 2048;

}  // namespace

bool next_region(const process &p, uint64_t from, protocol::memory_region &found) {
    if (p.task == MACH_PORT_NULL) return false;
    mach_vm_address_t address = std::max<uint64_t>(from, MACH_VM_MIN_ADDRESS);
    mach_vm_size_t size = 0;
    vm_region_basic_info_data_64_t info{};
    mach_msg_type_number_t words = VM_REGION_BASIC_INFO_COUNT_64;
    mach_port_t object = MACH_PORT_NULL;
    if (mach_vm_region(p.task, &address, &size, VM_REGION_BASIC_INFO_64,
                       reinterpret_cast<vm_region_info_t>(&info), &words,
                       &object) != KERN_SUCCESS ||
        address >= protocol::posix_area_begin)
        return false;
    found = {.begin = address,
             .end = address + size,
             .offset = info.offset,
             .protection = static_cast<uint32_t>(info.protection),
             .shared = info.inheritance == VM_INHERIT_SHARE,
             .pages = {}};
    return true;
}

void count_pages(const process &p, protocol::memory_region &region, uint32_t samples) {
    const uint64_t pages = (region.end - region.begin) / page_size;
    if (samples == 0 || pages == 0) return;
    const uint64_t step = (pages + samples - 1) / samples;
    const bool writable = (region.protection & VM_PROT_WRITE) != 0;
    protocol::page_counts &counts = region.pages;
    for (uint64_t first = 0; first < pages; first += step) {
        int disposition = 0, references = 1;
        if (mach_vm_page_query(p.task, region.begin + first * page_size, &disposition,
                               &references) != KERN_SUCCESS)
            return;
        if ((disposition & VM_PAGE_QUERY_PAGE_PRESENT) == 0) continue;
        const bool dirty =
            (disposition & VM_PAGE_QUERY_PAGE_DIRTY) != 0 || (writable && region.shared == 0);
        // A fork has both sides refer to one object until they write.
        const bool shared = region.shared != 0 || references > 1;
        uint64_t &kind = shared  ? dirty ? counts.shared_dirty : counts.shared_clean
                         : dirty ? counts.private_dirty
                                 : counts.private_clean;
        kind += std::min(step, pages - first);
    }
}

kern_return_t service::serve(protocol::process_memory,
                             mach::rpc::call<protocol::process_memory> call) {
    const process *p = world_.find(call.request.pid);
    if (p == nullptr) return protocol::unix_error(ESRCH);
    auto &out = call.reply.variable;
    out.count = 0;
    const uint32_t samples = std::min(call.request.samples, looked_at_max);
    uint32_t looked_at = 0;
    for (uint64_t from = call.request.from;
         out.count < out.capacity && looked_at + samples <= looked_at_max;) {
        protocol::memory_region &region = out.items[out.count];
        if (!next_region(*p, from, region)) break;
        count_pages(*p, region, samples);
        looked_at += static_cast<uint32_t>(
            std::min<uint64_t>(samples, (region.end - region.begin) / page_size));
        from = region.end;
        ++out.count;
    }
    return KERN_SUCCESS;
}

}  // namespace process_server
