/// \file
/// Blocks of metadata in memory.
#pragma once

#include <cstddef>

#include <ext2/block_device.hpp>

namespace ext2 {

/// One block. Owned by the cache; whoever uses it holds a buffer_ref.
struct buffer {
    uint64_t block;
    buffer *next_in_bucket, *newer, *older;
    uint32_t users;
    bool dirty;
    alignas(16) char data[];
};

/// Keeps a buffer in memory.
class buffer_ref {
public:
    buffer_ref() = default;
    explicit buffer_ref(buffer &b) : buffer_(&b) { ++b.users; }
    buffer_ref(buffer_ref &&other) noexcept : buffer_(std::exchange(other.buffer_, nullptr)) {}
    buffer_ref &operator=(buffer_ref &&other) noexcept {
        std::swap(buffer_, other.buffer_);
        return *this;
    }
    ~buffer_ref() {
        if (buffer_) --buffer_->users;
    }

    template <class T = char>
    T *as(std::size_t offset = 0) const {
        return reinterpret_cast<T *>(buffer_->data + offset);
    }
    uint64_t block() const { return buffer_->block; }
    /// It has been changed.
    void soil() const { buffer_->dirty = true; }
    explicit operator bool() const { return buffer_ != nullptr; }

private:
    buffer *buffer_ = nullptr;
};

/// Finds buffers by block number; drops the longest unused clean ones, and writes dirty ones to
/// drop them, when there are too many.
class buffer_cache {
public:
    buffer_cache(block_device &device, uint32_t block_size)
        : device_(device), block_size_(block_size) {}
    buffer_cache(const buffer_cache &) = delete;
    buffer_cache &operator=(const buffer_cache &) = delete;
    ~buffer_cache();

    /// The block as the device has it, or as it was changed since. EIO, ENOMEM.
    outcome<buffer_ref> get(uint64_t block);
    /// A block whose contents do not matter any more: zeros, dirty. ENOMEM, EIO.
    outcome<buffer_ref> fresh(uint64_t block);
    /// The block has been freed: what was changed in it need not be written.
    void forget(uint64_t block);
    /// Writes what is dirty, in the order of blocks; the device may still be at it. The first
    /// error; the rest is written anyway.
    outcome<> write_back();

private:
    static constexpr std::size_t buckets = 256, kept = 512;

    buffer *find(uint64_t block);
    outcome<buffer *> make(uint64_t block);
    outcome<> make_room();
    outcome<> write(buffer &b);
    void touch(buffer &b);
    void unlink(buffer &b);
    void remove(buffer &b);

    block_device &device_;
    uint32_t block_size_;
    std::size_t count_ = 0;
    buffer *bucket_[buckets] = {};
    buffer *newest_ = nullptr, *oldest_ = nullptr;
};

}  // namespace ext2
