/// \file
/// The bytes of one regular file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include <fs/tmpfs/page_map.hpp>
#include <memory/segment.hpp>
#include <vfs/io_object.hpp>
#include <vfs/result.hpp>

namespace tmpfs {

class filesystem;

/// Less than a page lies in the heap; more, or what a client has mapped, in pages of a memory
/// object. What comes from the boot archive stays there until it is changed or mapped.
class contents {
public:
    /// Largest file: what the server would map of it must fit its address space together with
    /// others.
    static constexpr uint64_t size_max = uint64_t{1} << 40;

    explicit contents(filesystem &owner) : owner_(owner) {}
    ~contents();

    /// Takes memory that stays and is not written: an empty file becomes `bytes`. ENOSPC: it is
    /// still empty.
    vfs::outcome<> borrow(std::string_view bytes);

    /// All of [offset, offset + count) lies below `size`, the file's size.
    void read(uint64_t offset, char *to, std::size_t count);
    /// Writes all. ENOSPC, EFBIG, ENOMEM. \param size of the file before.
    vfs::outcome<> write(uint64_t offset, const char *from, std::size_t count, uint64_t size);
    /// From `size` to `new_size`; bytes between are zeros.
    vfs::outcome<> resize(uint64_t size, uint64_t new_size);
    /// The memory object, for a client. From now on the file takes room for all of its size, since
    /// even reading brings pages into holes. ENOMEM. \param writable the client may change it
    /// behind the server's back from now on.
    vfs::outcome<uint32_t> map(uint64_t size, bool writable);
    /// The bytes at `offset` where they lie, up to `count` of them; null for holes and what does
    /// not lie in pages.
    const char *window(uint64_t offset, std::size_t &count);

    /// Has pages for [begin, end), which may lie behind the end. ENOSPC, ENOMEM, EFBIG.
    vfs::outcome<> allocate(uint64_t begin, uint64_t end, uint64_t size);
    /// Zeros from now on; whole pages are given back. `end` is not above `size`. ENOSPC, ENOMEM.
    vfs::outcome<> punch(uint64_t begin, uint64_t end, uint64_t size);
    /// The first byte from `at` on that is data, or that is none; `size` if there is none.
    uint64_t next(uint64_t at, uint64_t size, bool data) const;
    /// May a client write by a mapping?
    bool written_elsewhere() const { return shared_; }

    /// That hold something, as far as the server knows.
    uint64_t pages() const { return place_ == place::object ? present_.count() : pages_; }

private:
    enum class place : uint8_t { nowhere, archive, heap, object };

    vfs::outcome<> to_heap(uint64_t size, uint64_t need);
    vfs::outcome<> to_object(uint64_t size);
    vfs::outcome<> write_object(uint64_t offset, const char *from, std::size_t count,
                                uint64_t size);
    vfs::outcome<> hold(uint64_t first, uint64_t last, uint64_t size);
    uint64_t needed(uint64_t first, uint64_t last, uint64_t size) const;
    void shrink_object(uint64_t new_size);
    void clear(uint64_t begin, uint64_t end);
    bool account(uint64_t pages);
    void borrowed(uint64_t pages);

    filesystem &owner_;
    char *bytes_ = nullptr;  ///< archive, heap
    uint64_t pages_ = 0;     ///< taken from owner_
    uint32_t heap_capacity_ = 0;
    uint32_t borrowed_ = 0;  ///< pages of the archive
    place place_ = place::nowhere;
    bool mapped_ = false;  ///< a client may touch holes, and so fill them with pages
    bool shared_ = false;  ///< a client may write into holes: present_ no longer tells them
    memory::segment object_;
    page_map present_;
};

}  // namespace tmpfs
