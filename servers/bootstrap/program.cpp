#include "program.hpp"

#include <cstring>
#include <memory>

#include <elf.h>

#include <lib/clock.hpp>
#include <lib/thread_start.hpp>

namespace {

constexpr uint64_t stack_size = 256 * 1024;

constexpr uint64_t page_floor(uint64_t address) { return address & ~uint64_t{MACH_PAGE_MASK}; }
constexpr uint64_t page_ceiling(uint64_t address) { return page_floor(address + MACH_PAGE_MASK); }

/// The image's headers, checked against its size.
class elf_view {
public:
    explicit elf_view(std::span<const std::byte> image) : image_(image) {}

    bool valid() const {
        if (image_.size() < sizeof(Elf64_Ehdr)) return false;
        const auto &h = header();
        if (std::memcmp(h.e_ident, ELFMAG, SELFMAG) != 0 || h.e_ident[EI_CLASS] != ELFCLASS64 ||
            h.e_type != ET_EXEC || h.e_phentsize != sizeof(Elf64_Phdr) || h.e_phnum == 0 ||
            h.e_phoff % alignof(Elf64_Phdr) != 0)
            return false;
        if (h.e_phoff > image_.size() ||
            (image_.size() - h.e_phoff) / sizeof(Elf64_Phdr) < h.e_phnum)
            return false;
        for (const auto &segment : segments()) {
            if (segment.p_type != PT_LOAD) continue;
            if (segment.p_offset > image_.size() ||
                segment.p_filesz > image_.size() - segment.p_offset ||
                segment.p_filesz > segment.p_memsz || segment.p_vaddr < MACH_VM_MIN_ADDRESS ||
                segment.p_memsz > MACH_VM_MAX_ADDRESS ||
                segment.p_vaddr > MACH_VM_MAX_ADDRESS - segment.p_memsz)
                return false;
        }
        return true;
    }
    const Elf64_Ehdr &header() const {
        return *reinterpret_cast<const Elf64_Ehdr *>(image_.data());
    }
    std::span<const Elf64_Phdr> segments() const {
        return {reinterpret_cast<const Elf64_Phdr *>(image_.data() + header().e_phoff),
                header().e_phnum};
    }
    /// Address of the program headers in memory, 0 if no segment holds them.
    uint64_t headers_address() const {
        for (const auto &segment : segments())
            if (segment.p_type == PT_LOAD && segment.p_offset <= header().e_phoff &&
                header().e_phoff < segment.p_offset + segment.p_filesz)
                return segment.p_vaddr + header().e_phoff - segment.p_offset;
        return 0;
    }

private:
    std::span<const std::byte> image_;
};

kern_return_t load_segment(task_t task, std::span<const std::byte> image,
                           const Elf64_Phdr &segment) {
    mach_vm_address_t begin = page_floor(segment.p_vaddr);
    const uint64_t end = page_ceiling(segment.p_vaddr + segment.p_memsz);
    if (kern_return_t kr = mach_vm_allocate(task, &begin, end - begin, VM_FLAGS_FIXED);
        kr != KERN_SUCCESS)
        return kr;
    if (segment.p_filesz != 0) {
        // A private page-aligned copy, so that the kernel can move pages instead of bytes.
        if (kern_return_t kr =
                mach_vm_write(task, segment.p_vaddr,
                              reinterpret_cast<vm_offset_t>(image.data() + segment.p_offset),
                              static_cast<mach_msg_type_number_t>(segment.p_filesz));
            kr != KERN_SUCCESS)
            return kr;
    }
    const vm_prot_t protection = ((segment.p_flags & PF_R) ? VM_PROT_READ : 0) |
                                 ((segment.p_flags & PF_W) ? VM_PROT_WRITE : 0) |
                                 ((segment.p_flags & PF_X) ? VM_PROT_EXECUTE : 0);
    return mach_vm_protect(task, begin, end - begin, 0, protection);
}

/// Writes strings, vectors and the auxiliary vector; \return the stack pointer, or 0.
uint64_t make_stack(task_t task, const elf_view &elf, const std::vector<std::string> &arguments) {
    mach_vm_address_t base = 0;
    if (mach_vm_allocate(task, &base, stack_size, VM_FLAGS_ANYWHERE) != KERN_SUCCESS) return 0;
    const uint64_t top = base + stack_size;
    std::string strings;
    std::vector<uint64_t> words{arguments.size()};
    std::vector<size_t> offsets;
    for (const auto &argument : arguments) {
        offsets.push_back(strings.size());
        strings.append(argument).push_back('\0');
    }
    uint64_t random[2];
    for (auto &word : random)
        if (host_random_seed(mach_host_self(), &word) != KERN_SUCCESS)
            word = server::monotonic_ns();
    strings.resize((strings.size() + 15) & ~size_t{15});
    const size_t random_offset = strings.size();
    strings.append(reinterpret_cast<const char *>(random), sizeof random);
    const uint64_t strings_at = (top - strings.size()) & ~uint64_t{15};
    for (size_t offset : offsets) words.push_back(strings_at + offset);
    words.push_back(0);  // end of argv
    words.push_back(0);  // empty environment
    const uint64_t auxiliary[][2] = {{AT_PHDR, elf.headers_address()},
                                     {AT_PHENT, sizeof(Elf64_Phdr)},
                                     {AT_PHNUM, elf.header().e_phnum},
                                     {AT_PAGESZ, MACH_PAGE_SIZE},
                                     {AT_ENTRY, elf.header().e_entry},
                                     {AT_RANDOM, strings_at + random_offset},
                                     {AT_SECURE, 0},
                                     {AT_NULL, 0}};
    for (const auto &pair : auxiliary) words.insert(words.end(), {pair[0], pair[1]});
    const uint64_t sp = (strings_at - words.size() * sizeof(uint64_t)) & ~uint64_t{15};
    std::vector<char> image(top - sp);
    std::memcpy(image.data(), words.data(), words.size() * sizeof(uint64_t));
    std::memcpy(image.data() + (strings_at - sp), strings.data(), strings.size());
    return mach_vm_write(task, sp, reinterpret_cast<vm_offset_t>(image.data()),
                         static_cast<mach_msg_type_number_t>(image.size())) == KERN_SUCCESS
               ? sp
               : 0;
}

}  // namespace

std::expected<void, std::string> start_program(task_t task, std::span<const std::byte> image,
                                               const std::vector<std::string> &arguments) {
    // The archive aligns file data to 4 bytes only.
    std::vector<std::byte> aligned;
    if (reinterpret_cast<uintptr_t>(image.data()) % alignof(Elf64_Ehdr) != 0) {
        aligned.assign(image.begin(), image.end());
        image = aligned;
    }
    const elf_view elf(image);
    if (!elf.valid()) return std::unexpected("not a static ELF program");
    for (const auto &segment : elf.segments())
        if (segment.p_type == PT_LOAD && load_segment(task, image, segment) != KERN_SUCCESS)
            return std::unexpected("a segment cannot be mapped");
    const uint64_t sp = make_stack(task, elf, arguments);
    if (sp == 0) return std::unexpected("no memory for the stack");
    if (server::start_thread(task, elf.header().e_entry, sp) != KERN_SUCCESS)
        return std::unexpected("the thread cannot be started");
    return {};
}
