/// \file
/// memory::segment in ordinary memory.
#include <memory/segment.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

#include <sys/mman.h>

namespace memory {

namespace {
uint32_t next_handle = 1;
}

vfs::outcome<> segment::create() {
    handle_ = next_handle++;
    return {};
}

bool segment::resize(uint64_t bytes) {
    size_ = bytes;
    return true;
}

vfs::outcome<> segment::reserve(uint64_t bytes) {
    const uint64_t room = std::bit_ceil(std::max<uint64_t>(bytes, page));
    if (bytes > size_) (void)resize(exact_ ? (bytes + page - 1) & ~(page - 1) : room);
    if (bytes <= mapped_) return {};
    void *data = data_ ? mremap(data_, mapped_, room, MREMAP_MAYMOVE)
                       : mmap(nullptr, room, PROT_READ | PROT_WRITE,
                              MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED) return vfs::fail(ENOMEM);
    data_ = static_cast<char *>(data);
    mapped_ = room;
    return {};
}

void segment::discard_from(uint64_t from) {
    if (from >= size_) return;
    if (from < mapped_) madvise(data_ + from, mapped_ - from, MADV_DONTNEED);
    (void)resize(from);
}

void segment::discard(uint64_t from, uint64_t to) {
    if (from < std::min(to, mapped_))
        madvise(data_ + from, std::min(to, mapped_) - from, MADV_DONTNEED);
}

void segment::keep_exact(uint64_t bytes) {
    exact_ = true;
    (void)resize((bytes + page - 1) & ~(page - 1));
}

void segment::reset() {
    if (data_) munmap(data_, mapped_);
    data_ = nullptr;
    size_ = mapped_ = 0;
    handle_ = 0;
    exact_ = false;
}

uint64_t physical_memory() { return 64 << 20; }

}  // namespace memory
