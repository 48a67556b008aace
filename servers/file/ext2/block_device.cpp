#include <ext2/block_device.hpp>

#include <cstdlib>

namespace ext2 {

void block_device::read_later(uint64_t offset, uint32_t count, arrival &to) {
    constexpr uint32_t page = 4096;
    auto *bytes = static_cast<char *>(std::aligned_alloc(page, (count + page - 1) / page * page));
    const auto done = bytes ? read(offset, bytes, count) : fail(ENOMEM);
    to.arrived(done ? bytes : nullptr, done ? 0 : done.error());
    std::free(bytes);
}

}  // namespace ext2
