/// \file
/// The image as a UEFI application: gathers what only firmware knows (memory map, device tree, boot
/// archive, command line), puts the kernel at a 2 MiB boundary, ends boot services and goes on as
/// if loaded by a Linux/arm64 boot loader.
///
/// It runs in the firmware's identity mapping, not where it is linked: nothing here may hold the
/// address of a variable, function or literal in memory (tables of pointers, virtual functions);
/// plain references are relative to the program counter.
#include "efi.hpp"
#include "efi_handover.hpp"
#include "image.hpp"

#include <cstring>
#include <span>

#include <chip/fdt.hpp>
#include <mach/vm_types.h>

extern "C" char primary_entry[];
/// efi_enter.S: cleans [image, image + size) out of the caches and jumps to `entry` with x0 =
/// `device_tree`.
extern "C" [[noreturn]] void efi_enter_kernel(uint64_t image, uint64_t size, uint64_t entry,
                                              uint64_t device_tree);

namespace machine {

namespace {

constexpr uint64_t image_alignment = 2u << 20;

uint64_t pages_of(uint64_t bytes) { return (bytes + MACH_PAGE_MASK) / MACH_PAGE_SIZE; }

class stub {
public:
    stub(efi::handle self, efi::system_table *system)
        : self_(self), system_(system), boot_(system->boot) {}
    /// Returns only on failure.
    efi::status run();

private:
    efi::status fail(const char16_t *why, efi::status code) {
        system_->out->output(system_->out, why);
        return code;
    }
    uint64_t allocate(uint64_t bytes, efi::memory_kind kind) {
        uint64_t address = 0;
        return boot_->allocate_pages(efi::allocate_any, kind, pages_of(bytes), &address) ==
                       efi::success
                   ? address
                   : 0;
    }
    /// Where in the copy a variable of this image is.
    template <class T>
    T &in_copy(T &here) const {
        return *reinterpret_cast<T *>(
            copy_ + (reinterpret_cast<uint64_t>(&here) - reinterpret_cast<uint64_t>(kernel_begin)));
    }
    uint64_t image_size() const {
        return reinterpret_cast<uint64_t>(kernel_end) - reinterpret_cast<uint64_t>(kernel_begin);
    }

    bool copy_image();
    uint64_t copy_device_tree();
    bool load_initrd(physical_range &initrd);
    void random(std::span<std::byte> to);
    void command_line(const efi::loaded_image &image, char *to, std::size_t size);
    bool end_boot_services(efi_handover &handover);

    efi::handle self_;
    efi::system_table *system_;
    efi::boot_services *boot_;
    uint64_t copy_ = 0;
};

bool stub::copy_image() {
    // As loader code, since firmware may make data not executable.
    const uint64_t memory = allocate(image_size() + image_alignment, efi::loader_code);
    if (memory == 0) return false;
    copy_ = (memory + image_alignment - 1) & ~(image_alignment - 1);
    std::memcpy(reinterpret_cast<void *>(copy_), kernel_begin, image_size());
    return true;
}

/// Into memory that is ordinary RAM for the kernel, which firmware's own copy need not be. \return
/// 0 if there is none.
uint64_t stub::copy_device_tree() {
    for (std::size_t i = 0; i < system_->table_count; i++) {
        if (!(system_->tables[i].vendor == efi::device_tree_guid)) continue;
        const auto *tree = static_cast<const std::byte *>(system_->tables[i].table);
        const std::size_t size = fdt::total_size({tree, 8});
        const uint64_t memory = size == 0 ? 0 : allocate(size, efi::loader_data);
        if (memory != 0) std::memcpy(reinterpret_cast<void *>(memory), tree, size);
        return memory;
    }
    return 0;
}

/// True also if there is none: then the device tree may name one.
bool stub::load_initrd(physical_range &initrd) {
    efi::initrd_path offered;
    void *path = &offered;
    efi::handle device = nullptr;
    void *interface = nullptr;
    if (boot_->locate_device_path(&efi::load_file2_guid, &path, &device) != efi::success ||
        boot_->handle_protocol(device, &efi::load_file2_guid, &interface) != efi::success)
        return true;
    auto *loader = static_cast<efi::load_file *>(interface);
    std::size_t size = 0;
    if (loader->load(loader, path, false, &size, nullptr) != efi::buffer_too_small || size == 0)
        return false;
    const uint64_t memory = allocate(size, efi::loader_data);
    if (memory == 0 ||
        loader->load(loader, path, false, &size, reinterpret_cast<void *>(memory)) != efi::success)
        return false;
    initrd = {memory, memory + size};
    return true;
}

/// Leaves `to` alone if firmware has no generator.
void stub::random(std::span<std::byte> to) {
    void *interface = nullptr;
    if (boot_->locate_protocol(&efi::random_guid, nullptr, &interface) != efi::success) return;
    auto *generator = static_cast<efi::random_generator *>(interface);
    (void)generator->get(generator, nullptr, to.size(), to.data());
}

void stub::command_line(const efi::loaded_image &image, char *to, std::size_t size) {
    std::size_t length = 0;
    for (; length + 1 < size && length < image.options_size / sizeof(char16_t) &&
           image.options[length];
         length++)
        to[length] = image.options[length] < 0x80 ? static_cast<char>(image.options[length]) : '?';
    to[length] = 0;
}

/// The memory map must be the one that firmware last gave out, so another try follows if it has
/// changed in between.
bool stub::end_boot_services(efi_handover &handover) {
    constexpr std::size_t buffer_size = 64 * 1024;
    const uint64_t buffer = allocate(buffer_size, efi::loader_data);
    if (buffer == 0) return false;
    std::size_t size = 0, key = 0, step = 0;
    uint32_t version = 0;
    for (unsigned tries = 0;; tries++) {
        size = buffer_size;
        if (tries == 4 ||
            boot_->get_memory_map(&size, reinterpret_cast<efi::memory_descriptor *>(buffer), &key,
                                  &step, &version) != efi::success)
            return false;
        if (boot_->exit_boot_services(self_, key) == efi::success) break;
    }
    for (std::size_t at = 0; at + step <= size; at += step) {
        const auto &range = *reinterpret_cast<const efi::memory_descriptor *>(buffer + at);
        const bool free = range.type == efi::conventional ||
                          (range.type >= efi::loader_code && range.type <= efi::boot_services_data);
        if (!free || !(range.attributes & efi::memory_write_back)) continue;
        const uint64_t end = range.physical + range.pages * MACH_PAGE_SIZE;
        if (handover.memory_count != 0 &&
            handover.memory[handover.memory_count - 1].end == range.physical)
            handover.memory[handover.memory_count - 1].end = end;
        else if (handover.memory_count < efi_handover::max_ranges)
            handover.memory[handover.memory_count++] = {range.physical, end};
    }
    return true;
}

efi::status stub::run() {
    void *interface = nullptr;
    if (const auto code = boot_->handle_protocol(self_, &efi::loaded_image_guid, &interface);
        code != efi::success)
        return fail(u"Portolan: no loaded image protocol\r\n", code);
    if (!copy_image())
        return fail(u"Portolan: too little memory for the kernel\r\n", efi::buffer_too_small);
    efi_handover &handover = in_copy(efi_boot);
    handover = {};
    in_copy(efi_present) = true;
    command_line(*static_cast<efi::loaded_image *>(interface), handover.command_line,
                 sizeof handover.command_line);
    if (!load_initrd(handover.initrd))
        return fail(u"Portolan: cannot load the boot archive\r\n", efi::buffer_too_small);
    random(handover.random);
    const uint64_t device_tree = copy_device_tree();
    if (!end_boot_services(handover))
        return fail(u"Portolan: cannot end boot services\r\n", efi::buffer_too_small);
    const uint64_t entry = reinterpret_cast<uint64_t>(&in_copy(*primary_entry));
    efi_enter_kernel(copy_, image_size(), entry, device_tree);
}

}  // namespace

extern "C" efi::status efi_entry(efi::handle self, efi::system_table *system) {
    return stub(self, system).run();
}

}  // namespace machine
