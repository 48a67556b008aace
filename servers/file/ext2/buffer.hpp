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
    bool fresh;  ///< not on the disk yet: nothing there leads to it
    bool names;  ///< names were changed in it
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
    /// Names in it have been changed.
    void soil_names() const { buffer_->dirty = buffer_->names = true; }
    explicit operator bool() const { return buffer_ != nullptr; }

private:
    buffer *buffer_ = nullptr;
};

/// Knows what the disk is not to learn yet, since names there still lead to it.
class write_order {
public:
    /// all: until the names are written; bits: until the inodes are, too.
    enum class what : uint8_t { all, bits };
    /// Makes the block, of which `bytes` are a copy, as it is to be on the disk meanwhile. \return
    /// whether that is another one.
    virtual bool hide(uint64_t block, char *bytes, what hidden) = 0;

protected:
    ~write_order() = default;
};

/// Finds buffers by block number; drops the longest unused clean ones, and writes dirty ones to
/// drop them, when there are too many.
class buffer_cache {
public:
    buffer_cache(block_device &device, uint32_t block_size, write_order &order)
        : device_(device), block_size_(block_size), order_(order) {}
    buffer_cache(const buffer_cache &) = delete;
    buffer_cache &operator=(const buffer_cache &) = delete;
    ~buffer_cache();

    /// The block as the device has it, or as it was changed since. EIO, ENOMEM.
    outcome<buffer_ref> get(uint64_t block);
    /// A block whose contents do not matter any more: zeros, dirty. ENOMEM, EIO.
    outcome<buffer_ref> fresh(uint64_t block);
    /// The block has been freed: what was changed in it need not be written.
    void forget(uint64_t block);
    /// Writes what is dirty; the device may still be at it. First what nothing leads to, then what
    /// names will lead to, the names, the inodes that have lost theirs, and what has been freed;
    /// each in the order of blocks. So when the writing ends anywhere, no name leads to what is not
    /// there. The first error; the rest is written anyway.
    outcome<> write_back() { return write_until(step::freed); }

private:
    static constexpr std::size_t buckets = 256, kept = 512;
    enum class step : uint8_t { fresh, led_to, names, inodes, freed };
    static constexpr step steps[] = {step::fresh, step::led_to, step::names, step::inodes,
                                     step::freed};

    buffer *find(uint64_t block);
    outcome<buffer *> make(uint64_t block);
    outcome<> make_room();
    bool drop_clean();
    outcome<> write_until(step last);
    outcome<> write(buffer &b, step now);
    void touch(buffer &b);
    void unlink(buffer &b);
    void remove(buffer &b);

    block_device &device_;
    uint32_t block_size_;
    write_order &order_;
    std::size_t count_ = 0;
    buffer *bucket_[buckets] = {};
    buffer *newest_ = nullptr, *oldest_ = nullptr;
};

}  // namespace ext2
