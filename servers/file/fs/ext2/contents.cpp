/// \file
/// What readers, writers and mappings of a file ask for. contents_pages.cpp has the traffic with
/// kernel and disk.
#include <fs/ext2/contents.hpp>

#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome;

namespace {
constexpr uint64_t page_size = memory::file_pages::page;
constexpr uint64_t pages_of(uint64_t bytes) { return (bytes + page_size - 1) / page_size; }
constexpr char zeros[page_size] = {};
}  // namespace

contents::~contents() {
    for (page_run *run = runs_; run; run = run->next) run->orphan();
    volume_.unreserve(reserved_);
    account_.resident -= counted_.resident;
    account_.changed -= counted_.changed;
}

outcome<> contents::make() {
    if (!pages_) TRY(pages_.create(*this));
    return pages_.reserve(std::max<uint64_t>(inode_.size(), 1));
}

/// [first, end) is here, as far as is known; if not, those pages and, up to `ahead`, the ones
/// behind are begun to be read. EAGAIN, or why they cannot be read.
outcome<> contents::ready(uint64_t first, uint64_t end, uint64_t ahead) {
    if (here_.missing(first, end) == 0) return {};
    if (!settling_ || !failed(first, end)) TRY(fetch(first, std::max(end, ahead)));
    if (here_.missing(first, end) == 0) return {};
    if (!failed(first, end)) return fail(EAGAIN);
    const int code = failed_.code;
    if (!settling_) failed_.code = 0;
    return fail(code);
}

/// The kernel has taken some of these away.
void contents::note_absent(uint64_t first, uint64_t end) {
    pages_.catch_up();
    for (uint64_t at = first; at < end; ++at)
        if (!pages_.present(at * page)) here_.clear(at);
    recount();
}

outcome<> contents::read(uint64_t offset, char *to, std::size_t count) {
    constexpr unsigned most_attempts = 16;  // the kernel takes away as fast as pages come
    const uint64_t first = offset / page, end = pages_of(offset + count);
    TRY(make());
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        TRY(ready(first, end, first + read_ahead));
        if (!pages_.read(offset, to, count)) {
            note_absent(first, end);
            continue;
        }
        // The next ones are on their way before somebody waits for them.
        const uint64_t next = end + read_ahead / 2;
        if (next < pages_of(inode_.size()) && !here_.test(next) && !on_its_way(next))
            (void)fetch(end, (next + read_ahead) / read_ahead * read_ahead);
        return {};
    }
    return fail(ENOMEM);
}

/// Promises blocks for the holes of a page that is about to be changed.
outcome<> contents::reserve(uint64_t index) {
    if (changed_.test(index)) return {};
    const auto per_page = static_cast<uint32_t>(page / volume_.block_size());
    const uint64_t blocks = TRY(ext2::missing_blocks(volume_, inode_, index * per_page, per_page));
    TRY(volume_.reserve(blocks));
    reserved_ += blocks;
    return {};
}

/// The same for all that are still changed; who is not written for want of it is told by fsync.
void contents::reserve_changed() {
    const auto per_page = static_cast<uint32_t>(page / volume_.block_size());
    uint64_t blocks = 0;
    for (uint64_t at = 0, left = changed_.count(); left; ++at) {
        if (!changed_.test(at)) continue;
        --left;
        blocks += ext2::missing_blocks(volume_, inode_, at * per_page, per_page).value_or(0);
    }
    if (volume_.reserve(blocks)) reserved_ += blocks;
}

/// Pages that keep something of what they hold have to be here, and none may be on its way.
outcome<> contents::edges_ready(uint64_t offset, std::size_t count) {
    const uint64_t size = inode_.size(), end = offset + count;
    for (const uint64_t at : {offset / page, (end - 1) / page}) {
        const uint64_t begin = at * page, held = std::min(begin + page, size);
        if (begin < size && (offset > begin || end < held)) TRY(ready(at, at + 1, at + 1));
    }
    for (const page_run *run = runs_; run; run = run->next)
        if (run->overlaps(offset / page, pages_of(end))) return fail(EAGAIN);
    return {};
}

/// Within one page.
outcome<> contents::write_page(uint64_t offset, const char *from, std::size_t count) {
    const uint64_t at = offset / page, begin = at * page, size = inode_.size();
    TRY(reserve(at));
    if (!here_.test(at) || !pages_.write(offset, from, count)) {
        pages_.catch_up();
        static char bytes[page_size];
        const bool keeps =
            begin < size && (offset > begin || offset + count < std::min(begin + page, size));
        if (keeps) {
            // It was here a moment ago.
            here_.clear(at);
            TRY(read_mixed(at));
            if (!pages_.write(offset, from, count)) return fail(ENOMEM);
        } else {
            std::memset(bytes, 0, page);
            std::memcpy(bytes + (offset - begin), from, count);
            TRY(put_in(at, bytes, 1, true));
        }
    }
    if (!changed_.set(at, at + 1)) return fail(ENOMEM);
    if (offset + count > size) inode_.set_size(offset + count);
    return {};
}

outcome<std::size_t> contents::write(uint64_t offset, const char *from, std::size_t count) {
    if (offset + count > volume_.size_max() || offset + count < offset) return fail(EFBIG);
    if (count == 0) return 0;
    if (is_throttled(account_, volume_.device())) {
        account_.throttled = true;
        return fail(EAGAIN);
    }
    TRY(make());
    TRY(pages_.reserve(offset + count));
    TRY(edges_ready(offset, count));
    std::size_t done = 0;
    while (done < count) {
        const std::size_t part = std::min(count - done, page - (offset + done) % page);
        if (auto written = write_page(offset + done, from + done, part); !written) {
            if (done) break;
            return fail(written.error());
        }
        done += part;
    }
    recount();
    return done;
}

outcome<> contents::resize(uint64_t size) {
    const uint64_t before = inode_.size();
    pages_.catch_up();  // what has come back belongs to the file as it was
    TRY(ext2::resize(volume_, inode_, size));
    if (!pages_) return {};
    if (size < before) {
        const uint64_t pages = pages_of(size);
        for (page_run *run = runs_; run; run = run->next)
            if (run->overlaps(size / page, UINT64_MAX)) run->stale = true;
        pages_.discard_from(pages * page);
        (void)here_.clear_from(pages);
        (void)changed_.clear_from(pages);
        // What is not here is cut off on the disk, and when it is written.
        if (size % page && here_.test(size / page))
            (void)pages_.write(size, zeros, page - size % page);
        recount();
    }
    if (mapped_) {
        TRY(pages_.reserve(std::max<uint64_t>(size, 1)));
        pages_.keep_exact(size);
    }
    return {};
}

/// Its pages go to the disk first, and leave memory: nobody has older ones then.
outcome<> contents::punch(uint64_t begin, uint64_t end) {
    const uint64_t first = begin / page, last = pages_of(end);
    if (pages_) {
        pages_.catch_up();
        for (page_run *run = runs_; run; run = run->next)
            if (run->overlaps(first, last)) run->stale = true;
        TRY(pages_.clean(first * page, (last - first) * page, true));
        here_.clear(first, last);
        changed_.clear(first, last);
        recount();
    }
    TRY(volume_.device().finish());
    return ext2::punch(volume_, inode_, begin, end);
}

uint64_t contents::next(uint64_t at, bool data) {
    const uint64_t size = inode_.size(), pages = pages_of(size), block = volume_.block_size();
    if (shared_) return data ? at : size;
    while (at < size) {
        // What has been changed has its block later.
        bool is_data = changed_.test(at / page);
        uint64_t end = std::min(changed_.next(at / page, pages, !is_data) * page, size);
        if (!is_data) {
            const uint64_t first = at / block, most = (end + block - 1) / block - first;
            const auto found =
                ext2::block_map(volume_, inode_)
                    .find(first, static_cast<uint32_t>(std::min<uint64_t>(most, UINT32_MAX)));
            if (!found) return data ? at : size;
            is_data = found->block != 0;
            end = std::min(end, (first + found->count) * block);
        }
        if (is_data == data) return at;
        at = end;
    }
    return size;
}

outcome<uint32_t> contents::map(bool writable) {
    TRY(make());
    pages_.keep_exact(inode_.size());
    mapped_ = true;
    shared_ = shared_ || writable;
    (void)fetch(0, read_ahead);
    return pages_.share(writable);
}

const char *contents::window(uint64_t offset, std::size_t &count) {
    const uint64_t size = inode_.size();
    if (!pages_ || offset >= size || offset % page) return nullptr;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, size - offset));
    return here_.missing(offset / page, pages_of(offset + count)) ? nullptr
                                                                  : pages_.data() + offset;
}

bool contents::in_use() {
    if (pages_.in_use()) return true;
    if (!mapped_) return false;
    (void)flush();
    mapped_ = shared_ = false;
    pages_.keep_roughly();
    return false;
}

outcome<> contents::drop() {
    if (mapped_ || runs_ || here_.count() == 0) return {};
    TRY(flush(false));
    TRY(pages_.clean(0, pages_of(inode_.size()) * page, true));
    (void)here_.clear_from(0);
    recount();
    return {};
}

void contents::recount() {
    account_.resident += here_.count() - counted_.resident;
    account_.changed += changed_.count() - counted_.changed;
    counted_.resident = here_.count();
    counted_.changed = changed_.count();
}

}  // namespace ext2fs
