/// \file
/// An executable file that has been opened for exec: its memory object, and its bytes mapped into
/// the library's area while they are examined.
#pragma once

#include <cstdint>
#include <string_view>

#include <elf_program.hpp>
#include <mach/port.h>
#include <user_copy.hpp>

namespace posix {

class program_file {
public:
    program_file() = default;
    program_file(const program_file &) = delete;
    program_file &operator=(const program_file &) = delete;
    ~program_file() { close(); }

    /// \return 0 or -errno. Execute permission has been checked.
    long open(std::string_view path);
    long open(int directory, user_address path);
    /// From an open descriptor (fexecve).
    long open_descriptor(int fd);
    /// Gives mapping and right back.
    void close();

    /// Copies bytes of the file; false beyond its end or when its pager fails.
    bool read(uint64_t offset, void *to, std::size_t size) const;
    /// Fills `layout`. \return 0 or -ENOEXEC.
    long examine(program_layout &layout) const;
    /// Maps the segments at their addresses plus `bias`. \return false: something could not be
    /// mapped; the rest has been.
    bool map(const program_layout &layout, uint64_t bias) const;

    uint64_t size() const { return size_; }
    /// Its path without links; empty when it has none any more or is longer than 256 bytes.
    std::string_view absolute_path() const { return {path_, path_size_}; }

private:
    long map_object(mach_port_t file);
    void find_path(mach_port_t file);
    mach_port_t object_ = MACH_PORT_NULL;
    uint64_t size_ = 0, address_ = 0;
    unsigned path_size_ = 0;
    char path_[256];
};

}  // namespace posix
