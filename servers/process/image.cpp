#include <image.hpp>

#include <cstring>
#include <string_view>

#include <elf.h>

#include <lib/cpio.hpp>
#include <lib/service.hpp>

namespace process_server {

namespace {

constexpr uint64_t page_size = MACH_PAGE_SIZE;
constexpr uint64_t round_up(uint64_t size) { return (size + page_size - 1) & ~(page_size - 1); }

/// The whole archive mapped here, for as long as the image is taken out of it.
class mapped_object {
public:
    explicit mapped_object(memory_object_t object) {
        if (memory_object_get_size(object, &size_) != KERN_SUCCESS ||
            mach_vm_map(mach_task_self(), &address_, round_up(size_), 0, VM_FLAGS_ANYWHERE, object,
                        0, 0, VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE) != KERN_SUCCESS)
            address_ = 0;
    }
    ~mapped_object() {
        if (address_ != 0) (void)mach_vm_deallocate(mach_task_self(), address_, round_up(size_));
    }
    mapped_object(const mapped_object &) = delete;
    mapped_object &operator=(const mapped_object &) = delete;
    std::span<const std::byte> bytes() const {
        return address_ == 0 ? std::span<const std::byte>{}
                             : std::span{reinterpret_cast<const std::byte *>(address_), size_};
    }

private:
    mach_vm_address_t address_ = 0;
    memory_object_size_t size_ = 0;
};

std::span<const std::byte> find(std::span<const std::byte> archive, std::string_view path) {
    server::cpio_reader reader(archive);
    server::cpio_entry entry;
    while (reader.next(entry) == server::cpio_reader::state::entry)
        if (entry.path == path) return entry.data;
    return {};
}

}  // namespace

bool image::add_segment(std::span<const std::byte> file, uint64_t address, uint64_t offset,
                        uint64_t file_size, uint64_t memory_size, uint32_t flags) {
    if (file_size > memory_size || offset > file.size() || file_size > file.size() - offset)
        return false;
    segment s{.address = address,
              .size = round_up(memory_size),
              .object = MACH_PORT_NULL,
              .protection = ((flags & PF_R) != 0 ? VM_PROT_READ : 0) |
                            ((flags & PF_W) != 0 ? VM_PROT_WRITE : 0) |
                            ((flags & PF_X) != 0 ? VM_PROT_EXECUTE : 0)};
    if (memory_object_create(mach_host_self(), s.size, &s.object) != KERN_SUCCESS) return false;
    mach_vm_address_t here = 0;
    if (mach_vm_map(mach_task_self(), &here, s.size, 0, VM_FLAGS_ANYWHERE, s.object, 0, 0,
                    VM_PROT_DEFAULT, VM_PROT_DEFAULT, VM_INHERIT_NONE) != KERN_SUCCESS)
        return false;
    std::memcpy(reinterpret_cast<void *>(here), file.data() + offset, file_size);
    if ((flags & PF_X) != 0) {
        vm_machine_attribute_val_t value = MATTR_VAL_CACHE_SYNC;
        (void)mach_vm_machine_attribute(mach_task_self(), here, s.size, MATTR_CACHE, &value);
    }
    (void)mach_vm_deallocate(mach_task_self(), here, s.size);
    segments_.push_back(s);
    return true;
}

bool image::load(memory_object_t archive) {
    const mapped_object mapped(archive);
    const auto file = find(mapped.bytes(), "boot/libposix.elf");
    Elf64_Ehdr elf;
    if (file.size() < sizeof elf) return false;
    std::memcpy(&elf, file.data(), sizeof elf);
    for (unsigned i = 0; i < elf.e_phnum; ++i) {
        const uint64_t at = elf.e_phoff + i * sizeof(Elf64_Phdr);
        Elf64_Phdr h;
        if (at > file.size() || sizeof h > file.size() - at) return false;
        std::memcpy(&h, file.data() + at, sizeof h);
        if (h.p_type != PT_LOAD || h.p_memsz == 0) continue;
        if (!add_segment(file, h.p_vaddr, h.p_offset, h.p_filesz, h.p_memsz, h.p_flags))
            return false;
        if (h.p_vaddr == protocol::posix_image_base && h.p_filesz >= sizeof header_)
            std::memcpy(&header_, file.data() + h.p_offset, sizeof header_);
    }
    if (host_map_time(mach_host_self(), &time_page_) != KERN_SUCCESS) return false;
    return header_.magic == protocol::posix_image_magic;
}

kern_return_t image::map_into(task_t task) const {
    for (const segment &s : segments_) {
        const bool writable = (s.protection & VM_PROT_WRITE) != 0;
        mach_vm_address_t address = s.address;
        if (s.address == header_.time_page) continue;
        const kern_return_t kr =
            mach_vm_map(task, &address, s.size, 0, VM_FLAGS_FIXED, s.object, 0, writable,
                        s.protection, s.protection, writable ? VM_INHERIT_COPY : VM_INHERIT_SHARE);
        if (kr != KERN_SUCCESS) return kr;
    }
    mach_vm_address_t address = header_.time_page;
    if (const kern_return_t kr =
            mach_vm_map(task, &address, page_size, 0, VM_FLAGS_FIXED, time_page_, 0, 0,
                        VM_PROT_READ, VM_PROT_READ, VM_INHERIT_SHARE);
        kr != KERN_SUCCESS)
        return kr;
    return task_set_emulation(task, &header_.emulation);
}

}  // namespace process_server
