#include <elf_program.hpp>

#include <mapping.hpp>

namespace posix {

namespace {

constexpr uint64_t address_max = uint64_t{1} << 47;
constexpr uint32_t interpreter_max = 4096;

/// base + size, or false when it does not fit below `limit`.
bool fits(uint64_t base, uint64_t size, uint64_t limit) {
    return size <= limit && base <= limit - size;
}

uint32_t protection_of(uint32_t flags) {
    return ((flags & PF_R) != 0 ? 1u : 0) | ((flags & PF_W) != 0 ? 2u : 0) |
           ((flags & PF_X) != 0 ? 4u : 0);
}

bool add_segment(const Elf64_Phdr &h, uint64_t file_size, program_layout &layout) {
    if (h.p_memsz == 0) return true;
    if (layout.segment_count == program_layout::segment_max) return false;
    if (h.p_filesz > h.p_memsz || !fits(h.p_offset, h.p_filesz, file_size) ||
        !fits(h.p_vaddr, h.p_memsz, address_max))
        return false;
    if (((h.p_vaddr ^ h.p_offset) & (page_size - 1)) != 0) return false;
    const uint64_t begin = h.p_vaddr & ~(page_size - 1), end = page_round(h.p_vaddr + h.p_memsz);
    // The standard has them ascend, and nothing good comes of two on one another.
    if (layout.segment_count != 0 && h.p_vaddr < layout.segments[layout.segment_count - 1].address)
        return false;
    if (layout.segment_count == 0) layout.begin = begin;
    if (end > layout.end) layout.end = end;
    layout.segments[layout.segment_count++] = {.address = h.p_vaddr,
                                               .memory_size = h.p_memsz,
                                               .file_size = h.p_filesz,
                                               .offset = h.p_offset,
                                               .protection = protection_of(h.p_flags)};
    return true;
}

}  // namespace

bool valid_header(const Elf64_Ehdr &h, uint16_t machine, uint64_t file_size) {
    const unsigned char *id = h.e_ident;
    if (id[EI_MAG0] != ELFMAG0 || id[EI_MAG1] != ELFMAG1 || id[EI_MAG2] != ELFMAG2 ||
        id[EI_MAG3] != ELFMAG3)
        return false;
    if (id[EI_CLASS] != ELFCLASS64 || id[EI_DATA] != ELFDATA2LSB) return false;
    if ((h.e_type != ET_EXEC && h.e_type != ET_DYN) || h.e_machine != machine) return false;
    if (h.e_phentsize != sizeof(Elf64_Phdr) || h.e_phnum == 0 || h.e_phnum > program_header_max)
        return false;
    return fits(h.e_phoff, uint64_t{h.e_phnum} * sizeof(Elf64_Phdr), file_size);
}

bool read_layout(const Elf64_Ehdr &header, std::span<const Elf64_Phdr> headers, uint64_t file_size,
                 program_layout &layout) {
    layout = {};
    layout.position_independent = header.e_type == ET_DYN;
    layout.entry = header.e_entry;
    layout.header_count = header.e_phnum;
    for (const Elf64_Phdr &h : headers) {
        if (h.p_type == PT_INTERP && layout.interpreter_size == 0) {
            if (h.p_filesz < 2 || h.p_filesz > interpreter_max ||
                !fits(h.p_offset, h.p_filesz, file_size))
                return false;
            layout.interpreter_offset = h.p_offset;
            layout.interpreter_size = static_cast<uint32_t>(h.p_filesz);
        } else if (h.p_type == PT_PHDR) {
            layout.headers = h.p_vaddr;
        } else if (h.p_type == PT_LOAD && !add_segment(h, file_size, layout)) {
            return false;
        }
    }
    if (layout.segment_count == 0) return false;
    for (unsigned i = 0; i < layout.segment_count && layout.headers == 0; ++i) {
        const program_segment &s = layout.segments[i];
        if (header.e_phoff >= s.offset && header.e_phoff - s.offset < s.file_size)
            layout.headers = s.address + (header.e_phoff - s.offset);
    }
    return true;
}

}  // namespace posix
