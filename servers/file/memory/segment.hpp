/// \file
/// Memory that has a name: pages that this server sees at an address and clients can map. On the
/// target a Mach memory object (segment.cpp), in unit tests ordinary memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include <memory/object_shares.hpp>
#include <vfs/result.hpp>

namespace memory {

class segment {
public:
    static constexpr uint64_t page = 4096;

    segment() = default;
    segment(const segment &) = delete;
    segment &operator=(const segment &) = delete;
    ~segment() { reset(); }

    explicit operator bool() const { return handle_ != 0; }
    /// Makes an empty one. ENOMEM.
    [[nodiscard]] vfs::outcome<> create();
    /// Lets it be at least `bytes` long and seen whole at data(), which may move. Pages not written
    /// yet read as zeros, and reading them may cost memory. ENOMEM.
    [[nodiscard]] vfs::outcome<> reserve(uint64_t bytes);
    /// Gives back the pages from `from`, a multiple of the page size, to the end. They are gone
    /// here and in clients.
    void discard_from(uint64_t from);
    /// The same for pages [from, to), both multiples of the page size; they are zeros then.
    void discard(uint64_t from, uint64_t to);
    /// From now on it is not longer than asked for, to the page: clients that map it find the end
    /// where it is.
    void keep_exact(uint64_t bytes);
    bool exact() const { return exact_; }
    /// Gives everything back here; clients keep what they have mapped.
    void reset();

    char *data() const { return data_; }
    /// How much may be touched.
    uint64_t size() const { return size_; }
    /// The port of a right to map it, for a client. ENOMEM.
    [[nodiscard]] vfs::outcome<uint32_t> share(bool writable) {
        return shares_.right(handle_, writable);
    }

private:
    bool resize(uint64_t bytes);

    char *data_ = nullptr;
    uint64_t size_ = 0;    ///< of the object; whole pages
    uint64_t mapped_ = 0;  ///< bytes of address space at data_
    uint32_t handle_ = 0;
    bool exact_ = false;
    object_shares shares_;
};

/// Bytes of the machine's memory.
uint64_t physical_memory();

}  // namespace memory
