// Which interfaces each kind of kernel object answers. Message ids of an interface lie in one block
// of 100 that begins at a multiple of 200, so that the id alone finds the interface and the routine
// in it.
#include <algorithm>

#include <ipc/ipc_kobject_serve.hpp>
#include <kern/dma_domain.hpp>
#include <kern/exception.hpp>
#include <kern/semaphore.hpp>
#include <mach/interface/clock.hpp>
#include <mach/interface/device_master.hpp>
#include <mach/interface/dma.hpp>
#include <mach/interface/host.hpp>
#include <mach/interface/host_priv.hpp>
#include <mach/interface/memory_object.hpp>
#include <mach/interface/port.hpp>
#include <mach/interface/task.hpp>
#include <mach/interface/thread.hpp>
#include <mach/interface/vm.hpp>
#include <vm/memory_object.hpp>
#include <vm/memory_object_pager.hpp>

namespace {

using namespace mach::interface;
using enum kobject_type;

struct interface_view {
    const kobject_entry *const *entries = nullptr;
    mach_msg_id_t base = 0;
    uint32_t count = 0;
    uint32_t types = 0;  ///< mask of the object types that answer
};

constexpr mach_msg_id_t block = 200;
constexpr std::size_t block_count = 25;

template <class Interface>
consteval void enter(std::array<interface_view, block_count> &views,
                     std::initializer_list<kobject_type> types) {
    using table = typename Interface::template apply<kobject_detail::table>;
    interface_view &view = views[table::base / block];
    if (view.entries != nullptr ||
        (table::base + static_cast<mach_msg_id_t>(table::size) - 1) / block != table::base / block)
        __builtin_trap();  // two interfaces in one block, or one in two: does not compile
    uint32_t mask = 0;
    for (const kobject_type type : types) mask |= 1u << static_cast<unsigned>(type);
    view = {table::entries.data(), table::base, table::size, mask};
}

consteval std::array<interface_view, block_count> all_interfaces() {
    std::array<interface_view, block_count> views{};
    enter<port_interface>(views, {task});
    enter<task_interface>(views, {task});
    enter<vm_interface>(views, {task});
    enter<thread_interface>(views, {thread});
    enter<host_interface>(views, {host, host_privileged});
    enter<memory_object_host_interface>(views, {host, host_privileged});
    enter<host_priv_interface>(views, {host_privileged});
    enter<device_master_interface>(views, {device_master});
    enter<dma_interface>(views, {dma});
    enter<clock_interface>(views, {clock});
    enter<processor_interface>(views, {processor});
    // A proxy's answer is KERN_INVALID_ARGUMENT.
    enter<memory_object_interface>(views, {memory_object, memory_object_proxy});
    enter<memory_object_control_interface>(views, {memory_object_control});
    return views;
}

constexpr std::array<interface_view, block_count> interfaces = all_interfaces();

}  // namespace

const kobject_entry *ipc_kobject_find(kobject_type type, mach_msg_id_t id) {
    const auto number = static_cast<uint32_t>(id) / block;
    if (number >= block_count) return nullptr;
    const interface_view &view = interfaces[number];
    const uint32_t index = static_cast<uint32_t>(id - view.base);
    if (index >= view.count || (view.types >> static_cast<unsigned>(type) & 1) == 0) return nullptr;
    return view.entries[index];
}

const ipc_kobject_raw *ipc_kobject_raw_of(kobject_type type) {
    if (!ipc_kobject_is_raw(type)) return nullptr;
    switch (type) {
    case exception_reply: return &exception_reply_kobject;
    case memory_object: return &memory_object_kobject;
    case memory_object_proxy: return &memory_object_proxy_kobject;
    case dma: return &dma_domain_kobject;
    case kobject_type::semaphore: return &semaphore_kobject;
    case memory_object_control: return &memory_object_control_kobject;
    default: return nullptr;
    }
}
