#include <fs/ext2/contents.hpp>

#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome;

namespace {
constexpr uint64_t page_size = memory::segment::page;
constexpr uint64_t pages_of(uint64_t bytes) { return (bytes + page_size - 1) / page_size; }
}  // namespace

/// Reads pages that are not there yet. Behind the end of the file they are zeros.
outcome<> contents::load_page(uint64_t index, uint64_t count) {
    if (!loaded_.set(index, index + count)) return fail(ENOMEM);
    const uint64_t begin = index * page, size = inode_.size();
    const uint32_t block = volume_.block_size();
    char *to = object_.data() + begin;
    if (begin >= size) return {};
    const uint64_t bytes = std::min(count * page, size - begin);
    const auto blocks = static_cast<uint32_t>((bytes + block - 1) / block);
    if (auto read = ext2::read_blocks(volume_, inode_, begin / block, blocks, to); !read) {
        // Nothing is known of them; what was known of those behind is read again.
        (void)loaded_.clear_from(index);
        return read;
    }
    std::memset(to + bytes, 0, count * page - bytes);
    return {};
}

outcome<> contents::load(uint64_t first, uint64_t end) {
    for (uint64_t at = first; at < end;) {
        if (loaded_.test(at)) {
            ++at;
            continue;
        }
        const uint64_t limit = std::min(std::max(end, at + 1), at + read_ahead);
        uint64_t count = 1;
        while (at + count < limit && !loaded_.test(at + count)) ++count;
        TRY(load_page(at, count));
        at += count;
    }
    return {};
}

outcome<> contents::read(uint64_t offset, char *to, std::size_t count) {
    const uint64_t first = offset / page, last = pages_of(inode_.size());
    const uint64_t end = std::min(std::max(pages_of(offset + count), first + read_ahead), last);
    if (!object_) TRY(object_.create());
    TRY(object_.reserve(last * page));
    TRY(load(first, end));
    std::memcpy(to, object_.data() + offset, count);
    return {};
}

/// Promises blocks for the holes among pages that are about to be changed.
outcome<> contents::reserve(uint64_t first, uint64_t end) {
    const auto per_page = static_cast<uint32_t>(page / volume_.block_size());
    uint64_t blocks = 0;
    for (uint64_t at = first; at < end; ++at)
        if (!dirty_.test(at))
            blocks += TRY(ext2::missing_blocks(volume_, inode_, at * per_page, per_page));
    TRY(volume_.reserve(blocks));
    reserved_ += blocks;
    return {};
}

outcome<> contents::write(uint64_t offset, const char *from, std::size_t count) {
    const uint64_t end = offset + count, first = offset / page, last = pages_of(end);
    if (end > volume_.size_max()) return fail(EFBIG);
    const uint64_t size = std::max<uint64_t>(inode_.size(), end);
    if (!object_) TRY(object_.create());
    TRY(object_.reserve(pages_of(size) * page));
    // Only the pages at the ends keep anything of what they hold.
    TRY(load(first, first + 1));
    if (last > first + 1) TRY(load(last - 1, last));
    TRY(reserve(first, last));
    if (!loaded_.set(first, last) || !dirty_.set(first, last)) return fail(ENOMEM);
    std::memcpy(object_.data() + offset, from, count);
    if (size > inode_.size()) inode_.set_size(size);
    return {};
}

outcome<> contents::resize(uint64_t size) {
    const uint64_t before = inode_.size();
    TRY(ext2::resize(volume_, inode_, size));
    if (!object_) return {};
    if (size < before) {
        const uint64_t pages = pages_of(size);
        object_.discard_from(pages * page);
        (void)loaded_.clear_from(pages);
        (void)dirty_.clear_from(pages);
        if (size % page && loaded_.test(size / page))
            std::memset(object_.data() + size, 0, page - size % page);
    }
    if (mapped_) {
        if (size > before) TRY(object_.reserve(pages_of(size) * page));
        object_.keep_exact(size);
        if (size > before) TRY(load(pages_of(before), pages_of(size)));
    }
    return {};
}

outcome<uint32_t> contents::map(bool writable) {
    const uint64_t pages = pages_of(inode_.size());
    if (!object_) TRY(object_.create());
    TRY(object_.reserve(std::max<uint64_t>(pages, 1) * page));
    TRY(load(0, pages));
    object_.keep_exact(inode_.size());
    mapped_ = true;
    shared_ = shared_ || writable;
    return object_.handle();
}

const char *contents::window(uint64_t offset, std::size_t &count) {
    const uint64_t size = inode_.size();
    if (!object_ || offset >= size || offset % page) return nullptr;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, size - offset));
    for (uint64_t at = offset / page; at < pages_of(offset + count); ++at)
        if (!loaded_.test(at)) return nullptr;
    return object_.data() + offset;
}

outcome<> contents::write_out(uint64_t first, uint64_t count) {
    const uint32_t block = volume_.block_size();
    const uint64_t begin = first * page, size = inode_.size();
    const uint64_t bytes = std::min(count * page, size > begin ? size - begin : 0);
    const auto blocks = static_cast<uint32_t>((bytes + block - 1) / block);
    if (blocks == 0) return {};
    return ext2::write_blocks(volume_, inode_, begin / block, blocks, object_.data() + begin);
}

outcome<> contents::flush() {
    if (!object_ || volume_.read_only()) return {};
    volume_.unreserve(std::exchange(reserved_, 0));
    const uint64_t pages = pages_of(inode_.size());
    const auto changed = [&](uint64_t at) { return shared_ ? loaded_.test(at) : dirty_.test(at); };
    outcome<> all;
    for (uint64_t at = 0; at < pages && (shared_ || dirty_.count());) {
        uint64_t count = 0;
        while (at + count < pages && count < read_ahead && changed(at + count)) ++count;
        if (count)
            if (auto written = write_out(at, count); !written && all) all = written;
        at += std::max<uint64_t>(count, 1);
    }
    (void)dirty_.clear_from(0);
    return all;
}

contents::~contents() {
    volume_.unreserve(reserved_);
    resident_ -= counted_;
}

void contents::count() {
    resident_ += loaded_.count() - counted_;
    counted_ = loaded_.count();
}

outcome<> contents::drop() {
    if (mapped_ || loaded_.count() == 0) return {};
    TRY(flush());
    TRY(volume_.device().finish());  // it reads them until then
    object_.reset();                 // pages on their way to a client stay with it
    (void)loaded_.clear_from(0);
    count();
    return {};
}

}  // namespace ext2fs
