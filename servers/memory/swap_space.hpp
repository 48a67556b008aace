/// \file
/// The partition that memory is paged out to.
#pragma once

#include <optional>
#include <string>

#include <mach/mach.h>

struct swap_space {
    mach_port_t device;  ///< speaks protocol::block_device_interface
    std::string name;    ///< as in /dev
    uint64_t size;       ///< bytes, whole pages, the header's included

    /// The first partition of the type that is for swap, once there is a driver. Nothing, with a
    /// line in the log where there is something to say, when there is none, or its header is not
    /// what mkswap writes for pages of this size.
    static std::optional<swap_space> find();
};

/// Usable bytes, the first page included, of a space whose first page is `header`, on a partition
/// of `size` bytes; null: what is wrong.
struct swap_header_verdict {
    uint64_t size;
    const char *wrong;
};
swap_header_verdict check_swap_header(const char (&header)[MACH_PAGE_SIZE], uint64_t size);
