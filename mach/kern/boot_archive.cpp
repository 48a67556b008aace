#include <kern/boot_archive.hpp>

#include <cstring>

#include <kern/boot_info.hpp>
#include <machine/address_space.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_object.hpp>

namespace {

std::span<const physical_range> modules() { return {boot.modules, boot.module_count}; }

std::span<const std::byte> contents(const physical_range &module) {
    return {static_cast<const std::byte *>(machine::phys_to_virt(module.begin)),
            module.end - module.begin};
}

uint64_t padded(const physical_range &module) {
    return (module.end - module.begin + MACH_PAGE_MASK) & ~uint64_t{MACH_PAGE_MASK};
}

/// Several modules, which need not lie side by side: copied into one anonymous object by way of a
/// map made for that.
result<ref<vm_object>> gather() {
    const uint64_t size = boot_archive_size();
    ref<vm_object> object = TRY(vm_object::create_anonymous(size));
    const ref<vm_map> window = TRY(vm_map::create());
    uint64_t at = TRY(window->map({}, size, object, 0, false, {}));
    for (const physical_range &module : modules()) {
        const auto bytes = contents(module);
        TRY(window->write(at, bytes.data(), bytes.size()));
        at += padded(module);
    }
    while (!window->terminate_step(256)) {
    }
    return object;
}

}  // namespace

uint64_t boot_archive_size() {
    uint64_t size = 0;
    for (const physical_range &module : modules()) size += padded(module);
    return size;
}

std::expected<cpio_entry, cpio_reader::problem> boot_archive_find(std::string_view name) {
    for (const physical_range &module : modules()) {
        auto entry = cpio_reader(contents(module)).find(name);
        if (!entry || !entry->name.empty()) return entry;
    }
    return std::unexpected("the boot archive has no /boot/bootstrap");
}

result<ref<vm_object>> boot_archive_object() {
    if (modules().size() != 1 || modules()[0].begin % MACH_PAGE_SIZE != 0) return gather();
    const physical_range &only = modules()[0];
    const uint64_t size = padded(only);
    // The boot loader may have left anything behind its end.
    std::memset(machine::phys_to_virt(only.end), 0, only.begin + size - only.end);
    return vm_object::create_device(only.begin, size, machine::memory_type::normal);
}
