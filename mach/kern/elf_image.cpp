#include <kern/elf_image.hpp>

#include <cstring>

namespace {

struct file_header {
    uint8_t ident[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, program_headers, section_headers;
    uint32_t flags;
    uint16_t size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names;
};
static_assert(sizeof(file_header) == 64);

struct program_header {
    uint32_t type, flags;
    uint64_t offset, address, physical, file_size, memory_size, alignment;
};
static_assert(sizeof(program_header) == elf_image::header_size);

constexpr uint16_t type_executable = 2, type_shared = 3;
constexpr uint32_t segment_load = 1, segment_interpreter = 3;
constexpr uint32_t flag_execute = 1, flag_write = 2, flag_read = 4;

vm_prot_t protection_of(uint32_t flags) {
    return ((flags & flag_read) ? VM_PROT_READ : 0) | ((flags & flag_write) ? VM_PROT_WRITE : 0) |
           ((flags & flag_execute) ? VM_PROT_EXECUTE : 0);
}

bool is_ours(const file_header &h, uint16_t machine) {
    constexpr uint8_t ident[] = {0x7f, 'E', 'L', 'F', 2 /* 64 bits */, 1 /* little endian */, 1};
    return std::memcmp(h.ident, ident, sizeof ident) == 0 && h.machine == machine &&
           (h.type == type_executable || h.type == type_shared);
}

}  // namespace

std::expected<elf_image, elf_image::problem> elf_image::parse(std::span<const std::byte> file,
                                                              uint16_t machine) {
    file_header h;
    if (file.size() < sizeof h) return std::unexpected("shorter than an ELF header");
    std::memcpy(&h, file.data(), sizeof h);
    if (!is_ours(h, machine)) return std::unexpected("not an ELF program for this machine");
    if (h.program_header_size != header_size || h.program_header_count == 0)
        return std::unexpected("no program headers");
    const uint64_t table = uint64_t{h.program_header_count} * header_size;
    if (h.program_headers > file.size() || table > file.size() - h.program_headers)
        return std::unexpected("cut off in the program headers");
    elf_image image;
    image.relocatable_ = h.type == type_shared;
    image.entry_ = h.entry;
    image.header_count_ = h.program_header_count;
    image.headers_offset_ = h.program_headers;
    for (unsigned i = 0; i < h.program_header_count; ++i)
        if (auto added = image.add(file, file.data() + h.program_headers + i * header_size); !added)
            return std::unexpected(added.error());
    if (image.count_ == 0) return std::unexpected("nothing to load");
    return image;
}

std::expected<void, elf_image::problem> elf_image::add(std::span<const std::byte> file,
                                                       const std::byte *header) {
    program_header p;
    std::memcpy(&p, header, sizeof p);
    if (p.type == segment_interpreter) return std::unexpected("it is not static");
    if (p.type != segment_load || p.memory_size == 0) return {};
    if (count_ == max_segments) return std::unexpected("too many segments");
    if (p.offset > file.size() || p.file_size > file.size() - p.offset)
        return std::unexpected("cut off in a segment");
    if (p.file_size > p.memory_size) return std::unexpected("a segment has more bytes than memory");
    if (p.memory_size >= MACH_VM_MAX_ADDRESS || p.address >= MACH_VM_MAX_ADDRESS - p.memory_size ||
        (!relocatable_ && p.address < MACH_VM_MIN_ADDRESS))
        return std::unexpected("a segment lies outside user space");
    const elf_segment segment{p.address, p.memory_size, file.subspan(p.offset, p.file_size),
                              protection_of(p.flags)};
    if (count_ != 0 && segment.first_page() < segments_[count_ - 1].end_page())
        return std::unexpected("segments overlap");
    if (headers_offset_ >= p.offset && headers_offset_ - p.offset < p.file_size)
        headers_ = p.address + (headers_offset_ - p.offset);
    segments_[count_++] = segment;
    return {};
}
