/// \file
/// The emulation library's image: read from the boot archive once, mapped into each fresh task.
/// Text is shared by all, data copied on write.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <mach/mach.h>
#include <protocol/posix_image.hpp>

namespace process_server {

class image {
public:
    /// Takes the image out of the boot archive. \return false: not there, or not what libposix is.
    bool load(memory_object_t archive);
    /// Maps everything, the time page included, and registers the emulation. \return KERN_SUCCESS
    /// or what failed.
    kern_return_t map_into(task_t task) const;
    const protocol::posix_image_header &header() const { return header_; }

private:
    struct segment {
        uint64_t address, size;
        memory_object_t object;
        vm_prot_t protection;
    };
    bool add_segment(std::span<const std::byte> file, uint64_t address, uint64_t offset,
                     uint64_t file_size, uint64_t memory_size, uint32_t flags);
    std::vector<segment> segments_;
    memory_object_t time_page_ = MACH_PORT_NULL;
    protocol::posix_image_header header_{};
};

}  // namespace process_server
