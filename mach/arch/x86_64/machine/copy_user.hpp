/// \file
/// Raw copies from and to the current address space's user half, fault-tolerant. Access to user
/// pages (SMAP off) exists only inside. <kern/user_copy.hpp> is the interface for the rest of the
/// kernel.
#pragma once

#include <cstddef>
#include <cstdint>

namespace machine {

enum class copy_status : int {
    done = 0,
    fault =
        1,  ///< not a user address, or trap_kernel_page_fault gave up; a part may have been copied
};

extern "C" copy_status machine_copy_from_user(void *to, uint64_t from, std::size_t size);
extern "C" copy_status machine_copy_to_user(uint64_t to, const void *from, std::size_t size);

[[nodiscard]] inline copy_status copy_from_user(void *to, uint64_t from, std::size_t size) {
    return machine_copy_from_user(to, from, size);
}
[[nodiscard]] inline copy_status copy_to_user(uint64_t to, const void *from, std::size_t size) {
    return machine_copy_to_user(to, from, size);
}

}  // namespace machine
