/// \file
/// The pages of a file that lies elsewhere: a memory object whose pager is this server. The kernel
/// holds the pages, may take any of them away to use the memory otherwise, and returns those that
/// have been changed. On the target file_pages.cpp; in unit tests ordinary memory.
#pragma once

#include <cstddef>
#include <cstdint>

#include <memory/object_shares.hpp>
#include <vfs/result.hpp>

namespace memory {

/// Who has the data of pages that are not in memory.
class page_source {
public:
    /// Somebody waits for the page at `offset`: supply() or refuse() has to follow, now or later.
    virtual void wanted(uint64_t offset) = 0;
    /// The page at `offset` has been changed; `bytes` is what it holds, the callee's to use until
    /// it returns.
    virtual void returned(uint64_t offset, char *bytes) = 0;
    /// No more pages have come back for now.
    virtual void returned_all() = 0;

protected:
    ~page_source() = default;
};

class file_pages {
public:
    static constexpr uint64_t page = 4096;

    file_pages() = default;
    file_pages(const file_pages &) = delete;
    file_pages &operator=(const file_pages &) = delete;
    ~file_pages() { reset(); }

    explicit operator bool() const { return handle_ != 0; }
    /// Makes an object without pages. `from` is called from within the functions below and by the
    /// server's loop. ENOMEM.
    [[nodiscard]] vfs::outcome<> create(page_source &from);
    /// Lets it be at least `bytes` long. ENOMEM.
    [[nodiscard]] vfs::outcome<> reserve(uint64_t bytes);
    /// Cuts off the pages from `from`, a multiple of the page size, here and in clients.
    void discard_from(uint64_t from);
    /// From now on it ends where the file does, to the page, for clients that map it; or no more.
    void keep_exact(uint64_t bytes);
    void keep_roughly() { exact_ = false; }
    /// Gives everything back here; clients keep what is in memory, and get an error for the rest.
    void reset();

    /// Copies bytes out and in. False when a page is not in memory; some may have been copied.
    [[nodiscard]] bool read(uint64_t offset, void *to, std::size_t count) const;
    [[nodiscard]] bool write(uint64_t offset, const void *from, std::size_t count);
    /// Is the page in memory? It may go at any time.
    bool present(uint64_t offset) const;
    /// Puts whole pages in; those that are in memory already stay as they are.
    /// \param changed they will be returned although nobody writes to them. ENOMEM.
    [[nodiscard]] vfs::outcome<> supply(uint64_t offset, const char *bytes, std::size_t count,
                                        bool changed);
    /// Whoever waits for these pages gets an error.
    void refuse(uint64_t offset, std::size_t count);
    /// Has the changed pages of the range returned, which are clean then, before this returns.
    /// \param forget takes the pages out as well. ENOMEM: not all.
    [[nodiscard]] vfs::outcome<> clean(uint64_t offset, uint64_t count, bool forget);
    /// Takes in what the kernel has said already: a page that is not in memory has then been
    /// returned if it had been changed.
    void catch_up();
    /// Does anybody but this server map the object, or hold memory that came from it?
    bool in_use();

    /// Where this server sees it, for messages that carry its memory; reading there may fail.
    const char *data() const { return data_; }
    /// The port of a right to map it, for a client. ENOMEM.
    [[nodiscard]] vfs::outcome<uint32_t> share(bool writable) {
        return shares_.right(handle_, writable);
    }

private:
    class pager;
    bool resize(uint64_t bytes);
    bool map(uint64_t room);

    char *data_ = nullptr;
    uint64_t size_ = 0;    ///< of the object; whole pages
    uint64_t mapped_ = 0;  ///< bytes of address space at data_
    uint32_t handle_ = 0;
    bool exact_ = false;
    object_shares shares_;
    pager *pager_ = nullptr;
};

}  // namespace memory
