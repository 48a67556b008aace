/// \file
/// Reading an ELF program's headers: what to map where. Pure logic; every number in the file is
/// checked before it is used.
#pragma once

#include <cstdint>
#include <span>

#include <elf.h>

namespace posix {

/// A part of the file that is to be mapped, page by page.
struct program_segment {
    uint64_t address;  ///< in memory, before the load bias
    uint64_t memory_size;
    uint64_t file_size;
    uint64_t offset;
    uint32_t protection;  ///< PROT_*
};

struct program_layout {
    static constexpr unsigned segment_max = 16;
    bool position_independent;
    uint64_t entry;    ///< before the load bias
    uint64_t headers;  ///< where the program headers are in memory, 0 if they are not mapped
    uint16_t header_count;
    uint64_t begin, end;          ///< of all segments, page aligned
    uint64_t interpreter_offset;  ///< of the interpreter's path in the file
    uint32_t interpreter_size;    ///< with its zero; 0: none
    unsigned segment_count;
    program_segment segments[segment_max];
};

/// At most so many program headers are read.
inline constexpr unsigned program_header_max = 64;

/// Is it an ELF program for this machine, with program headers that can be read?
/// \param machine EM_*. \param file_size of the whole file.
bool valid_header(const Elf64_Ehdr &header, uint16_t machine, uint64_t file_size);
/// \param headers those that `header` announces. \return false: not executable as it stands
/// (ENOEXEC).
bool read_layout(const Elf64_Ehdr &header, std::span<const Elf64_Phdr> headers, uint64_t file_size,
                 program_layout &layout);

}  // namespace posix
