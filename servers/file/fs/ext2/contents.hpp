/// \file
/// The bytes of a regular file: its pages are the kernel's, and this is their pager. read, write
/// and mappings see the same ones.
///
/// A page is read from the disk only while it is not in memory, and nobody else puts one there
/// meanwhile; so what arrives is never older than what is here.
#pragma once

#include <ext2/inode.hpp>
#include <fs/ext2/page_run.hpp>
#include <fs/tmpfs/page_map.hpp>
#include <memory/file_pages.hpp>
#include <vfs/io_object.hpp>

namespace ext2fs {

/// Pages of all files of a volume.
struct page_account {
    uint64_t resident = 0;  ///< at most: the kernel may have taken some away
    uint64_t changed = 0;   ///< by write, and not written to the disk yet
    uint64_t changed_max = UINT64_MAX;
    bool throttled = false;  ///< somebody waits to write
};
/// Is so much changed that who wants to write has to wait for the device?
inline bool is_throttled(const page_account &account, const ext2::block_device &device) {
    return account.changed > account.changed_max && device.congested();
}

class contents final : private memory::page_source {
public:
    /// \param file what the inode is of; kept alive while those who wait are told.
    contents(ext2::volume &v, ext2::inode &of, vfs::io_object &file, page_account &account)
        : volume_(v), inode_(of), file_(file), account_(account) {}
    /// Space promised to what was never written is free again.
    ~contents();

    /// All of [offset, offset + count) lies below the size. EAGAIN: the pages are on their way, see
    /// waiters(). EIO, EUCLEAN, ENOMEM.
    vfs::outcome<> read(uint64_t offset, char *to, std::size_t count);
    /// Makes the file longer if needed. \return how much could be written. ENOSPC, and as read when
    /// nothing could be.
    vfs::outcome<std::size_t> write(uint64_t offset, const char *from, std::size_t count);
    vfs::outcome<> resize(uint64_t size);
    /// Makes a hole of [begin, end), which lies below the size.
    vfs::outcome<> punch(uint64_t begin, uint64_t end);
    /// The first byte of data, or of a hole, from `at` on; the size, if there is none. A file that
    /// clients may change by mappings has no holes, since they do not say where.
    uint64_t next(uint64_t at, bool data);
    /// \param writable clients may change any page from now on
    vfs::outcome<uint32_t> map(bool writable);
    const char *window(uint64_t offset, std::size_t &count);
    /// Writes changed pages to the device; what it does with them later, volume::sync waits for.
    /// \param whole if not, it ends with EAGAIN when the device has enough to do
    vfs::outcome<> flush(bool whole = true);
    /// Gives the memory back, writing what has been changed; not when clients have mapped it.
    vfs::outcome<> drop();
    /// Does a client still map the file, or hold pages of it?
    bool in_use();
    bool shared() const { return shared_; }
    /// Was a page changed by way of a mapping since the last call?
    bool take_mapped_change() { return std::exchange(mapped_change_, false); }
    uint64_t pages() const { return here_.count(); }
    vfs::wait_queue &waiters() { return waiters_; }
    /// A run that was begun has ended. \param bytes as of ext2::arrival::arrived
    void arrived(page_run &run, char *bytes, int error);

private:
    static constexpr uint64_t page = memory::file_pages::page;
    static constexpr uint64_t read_ahead = 16;  ///< pages

    // memory::page_source
    void wanted(uint64_t offset) override;
    void returned(uint64_t offset, char *bytes) override;
    void returned_all() override;

    vfs::outcome<> make();
    vfs::outcome<> ready(uint64_t first, uint64_t end, uint64_t ahead);
    void note_absent(uint64_t first, uint64_t end);
    vfs::outcome<> fetch(uint64_t first, uint64_t end, uint64_t run_max = page_run::pages_max);
    vfs::outcome<uint64_t> begin(uint64_t first, uint64_t end);
    vfs::outcome<> take(const page_run &run, char *bytes);
    vfs::outcome<> read_mixed(uint64_t index);
    vfs::outcome<> put_in(uint64_t index, const char *bytes, uint64_t count, bool changed);
    vfs::outcome<> reserve(uint64_t index);
    void reserve_changed();
    vfs::outcome<> edges_ready(uint64_t offset, std::size_t count);
    vfs::outcome<> write_page(uint64_t offset, const char *from, std::size_t count);
    bool failed(uint64_t first, uint64_t end) const {
        return failed_.code && failed_.first < end && first < failed_.end;
    }
    bool on_its_way(uint64_t index) const;
    void recount();

    ext2::volume &volume_;
    ext2::inode &inode_;
    vfs::io_object &file_;
    page_account &account_;
    page_account counted_;
    memory::file_pages pages_;
    /// A page that is not in `here_` is not in memory; one that is may have been taken away.
    tmpfs::page_map here_;
    tmpfs::page_map changed_;
    page_run *runs_ = nullptr;
    vfs::wait_queue waiters_;
    struct {
        uint64_t first = 0, end = 0;
        int code = 0;
    } failed_;               ///< what could not be read, until who waited for it knows
    uint64_t reserved_ = 0;  ///< blocks
    uint64_t exposed_ = 0;   ///< pages that mappings may have changed since the last flush()
    int write_error_ = 0;    ///< of pages that came back, until flush() tells it
    unsigned fetching_ = 0;  ///< depth
    bool mapped_ = false, shared_ = false, mapped_change_ = false, settling_ = false;
};

}  // namespace ext2fs
