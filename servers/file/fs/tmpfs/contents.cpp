#include <fs/tmpfs/contents.hpp>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <fs/tmpfs/tmpfs.hpp>

namespace tmpfs {

using vfs::fail;
using vfs::outcome;

namespace {
constexpr uint64_t page = filesystem::page;
constexpr uint64_t page_of(uint64_t offset) { return offset / page; }
constexpr uint64_t pages_for(uint64_t size) { return (size + page - 1) / page; }
}  // namespace

contents::~contents() {
    borrowed(0);
    owner_.give_pages(pages_);
    if (place_ == place::heap) std::free(bytes_);
}

/// Holds `pages` from now on. False: no space, nothing changed.
bool contents::account(uint64_t pages) {
    if (pages > pages_) {
        if (!owner_.take_pages(pages - pages_)) return false;
    } else {
        owner_.give_pages(pages_ - pages);
    }
    pages_ = pages;
    return true;
}

/// The pages that the object costs once [first, last) are present in a file of `size` bytes.
uint64_t contents::needed(uint64_t first, uint64_t last, uint64_t size) const {
    const uint64_t present = present_.count() + present_.missing(first, last);
    return (mapped_ ? std::max(present, pages_for(size)) : present) +
           present_.overhead(first, last);
}

/// Has pages [first, last) present, in a file of `size` bytes then. ENOSPC, ENOMEM: as before.
outcome<> contents::hold(uint64_t first, uint64_t last, uint64_t size) {
    const uint64_t before = pages_;
    if (const uint64_t need = needed(first, last, size); need > pages_ && !account(need))
        return fail(ENOSPC);
    if (present_.set(first, last)) return {};
    (void)account(before);
    return fail(ENOMEM);
}

/// So many of its pages lie in the archive from now on.
void contents::borrowed(uint64_t pages) {
    filesystem::borrowed(static_cast<int64_t>(pages) - borrowed_);
    borrowed_ = static_cast<uint32_t>(pages);
}

outcome<> contents::borrow(std::string_view bytes) {
    if (bytes.empty()) return {};
    if (!account(pages_for(bytes.size()))) return fail(ENOSPC);
    bytes_ = const_cast<char *>(bytes.data());
    place_ = place::archive;
    borrowed(pages_);
    return {};
}

void contents::read(uint64_t offset, char *to, std::size_t count) {
    switch (place_) {
    case place::nowhere: std::memset(to, 0, count); return;
    case place::archive: std::memcpy(to, bytes_ + offset, count); return;
    case place::heap: {
        const std::size_t held =
            offset < heap_capacity_ ? std::min<std::size_t>(count, heap_capacity_ - offset) : 0;
        std::memcpy(to, bytes_ + offset, held);
        std::memset(to + held, 0, count - held);
        return;
    }
    case place::object: break;
    }
    while (count) {
        const std::size_t part = std::min<std::size_t>(count, page - offset % page);
        if (shared_ ? offset + part <= object_.size() : present_.test(page_of(offset)))
            std::memcpy(to, object_.data() + offset, part);
        else
            std::memset(to, 0, part);
        to += part;
        offset += part;
        count -= part;
    }
}

/// Puts the first `size` bytes into the heap, with room for `need`, which is less than a page.
outcome<> contents::to_heap(uint64_t size, uint64_t need) {
    if (!account(1)) return fail(ENOSPC);
    if (place_ == place::heap && need <= heap_capacity_) return {};
    // In steps that keep the waste small for files that grow, and none for those that are written
    // once.
    uint64_t capacity = std::max<uint64_t>((need + 15) & ~uint64_t{15}, heap_capacity_ * 2);
    capacity = std::min<uint64_t>(capacity, page);
    auto *bytes = static_cast<char *>(std::malloc(capacity));
    if (!bytes) return fail(ENOMEM);
    const auto held =
        static_cast<std::size_t>(place_ == place::nowhere ? 0
                                 : place_ == place::heap  ? std::min<uint64_t>(size, heap_capacity_)
                                                          : size);
    if (held) std::memcpy(bytes, bytes_, held);
    std::memset(bytes + held, 0, capacity - held);
    if (place_ == place::heap) std::free(bytes_);
    bytes_ = bytes;
    heap_capacity_ = static_cast<uint32_t>(capacity);
    place_ = place::heap;
    borrowed(0);
    return {};
}

/// Puts the first `size` bytes into an object.
outcome<> contents::to_object(uint64_t size) {
    if (place_ == place::object) return {};
    const uint64_t held = place_ == place::nowhere ? 0
                          : place_ == place::heap  ? std::min<uint64_t>(size, heap_capacity_)
                                                   : size;
    if (!present_.set(0, pages_for(held))) return fail(ENOMEM);
    TRY(object_.create());
    if (auto reserved = object_.reserve(std::max(held, page)); !reserved) {
        object_.reset();
        return reserved;
    }
    if (held) std::memcpy(object_.data(), bytes_, held);
    if (place_ == place::heap) std::free(bytes_);
    bytes_ = nullptr;
    heap_capacity_ = 0;
    place_ = place::object;
    borrowed(0);
    (void)account(needed(0, 0, held));
    return {};
}

outcome<> contents::write_object(uint64_t offset, const char *from, std::size_t count,
                                 uint64_t size) {
    TRY(object_.reserve(offset + count));
    TRY(hold(page_of(offset), page_of(offset + count - 1) + 1, size));
    std::memcpy(object_.data() + offset, from, count);
    return {};
}

outcome<> contents::write(uint64_t offset, const char *from, std::size_t count, uint64_t size) {
    if (count == 0) return {};
    if (offset > size_max || count > size_max - offset) return fail(EFBIG);
    const uint64_t end = std::max<uint64_t>(offset + count, size);
    if (end < page && place_ != place::object) {
        TRY(to_heap(size, end));
        std::memcpy(bytes_ + offset, from, count);
        return {};
    }
    TRY(to_object(size));
    return write_object(offset, from, count, end);
}

/// Gives pages behind the new end back and clears the rest of its last page, in case the file grows
/// again.
void contents::shrink_object(uint64_t new_size) {
    const uint64_t kept = pages_for(new_size);
    if (new_size % page && (shared_ ? new_size < object_.size() : present_.test(kept - 1)))
        std::memset(object_.data() + new_size, 0, kept * page - new_size);
    present_.clear_from(kept);
    object_.discard_from(kept * page);
    (void)account(needed(0, 0, new_size));
}

outcome<> contents::resize(uint64_t size, uint64_t new_size) {
    if (new_size > size_max) return fail(EFBIG);
    if (new_size == 0 && !shared_ && place_ != place::object) {
        if (place_ == place::heap) std::free(bytes_);
        bytes_ = nullptr;
        heap_capacity_ = 0;
        place_ = place::nowhere;
        borrowed(0);
        (void)account(0);
        return {};
    }
    switch (place_) {
    case place::nowhere: return {};
    case place::archive:
        if (new_size <= size) {
            (void)account(pages_for(new_size));
            borrowed(pages_);
            return {};
        }
        if (new_size < page) return to_heap(size, new_size);
        return to_object(size);
    case place::heap:
        if (new_size < size) {
            if (new_size < heap_capacity_)
                std::memset(bytes_ + new_size, 0, heap_capacity_ - new_size);
            return {};
        }
        return new_size < page ? outcome<>{} : to_object(size);
    case place::object:
        if (new_size < size) {
            shrink_object(new_size);
            return {};
        }
        TRY(hold(0, 0, new_size));
        return object_.exact() ? object_.reserve(new_size) : outcome<>{};
    }
    return {};
}

outcome<uint32_t> contents::map(uint64_t size, bool writable) {
    TRY(to_object(size));
    TRY(object_.reserve(size));
    const bool before = std::exchange(mapped_, true);
    if (!hold(0, 0, size)) {
        mapped_ = before;
        return fail(ENOMEM);
    }
    object_.keep_exact(size);
    // A client's stores reach pages that this server has not seen: it must look at the object
    // itself from now on.
    if (writable) shared_ = true;
    return object_.share(writable);
}

outcome<> contents::allocate(uint64_t begin, uint64_t end, uint64_t size) {
    if (end > size_max) return fail(EFBIG);
    TRY(to_object(size));
    const uint64_t last = pages_for(end);
    // An exact one must not get pages behind the end, where clients would find them.
    if (!object_.exact()) TRY(object_.reserve(last * page));
    return hold(page_of(begin), last, size);
}

outcome<> contents::punch(uint64_t begin, uint64_t end, uint64_t size) {
    if (begin >= end || place_ == place::nowhere) return {};
    if (place_ != place::object) {
        if (place_ == place::archive) TRY(to_object(size));
        if (place_ == place::heap) {
            if (begin < heap_capacity_)
                std::memset(bytes_ + begin, 0, std::min<uint64_t>(end, heap_capacity_) - begin);
            return {};
        }
    }
    const uint64_t first = pages_for(begin), last = end == size ? pages_for(end) : page_of(end);
    if (first >= last) {
        clear(begin, end);
    } else {
        clear(begin, first * page);
        if (last * page < end) clear(last * page, end);
        object_.discard(first * page, last * page);
        present_.clear(first, last);
    }
    (void)account(needed(0, 0, size));
    return {};
}

/// Zeros, where there is a page.
void contents::clear(uint64_t begin, uint64_t end) {
    end = std::min(end, object_.size());
    while (begin < end) {
        const uint64_t stop = std::min(end, (page_of(begin) + 1) * page);
        if (shared_ || present_.test(page_of(begin)))
            std::memset(object_.data() + begin, 0, stop - begin);
        begin = stop;
    }
}

uint64_t contents::next(uint64_t at, uint64_t size, bool data) const {
    if (place_ == place::nowhere) return data ? size : at;
    if (place_ != place::object || shared_) return data ? at : size;
    if (present_.test(page_of(at)) == data) return at;
    return std::min(size, present_.next(page_of(at), pages_for(size), data) * page);
}

const char *contents::window(uint64_t offset, std::size_t &count) {
    switch (place_) {
    case place::archive: return bytes_ + offset;
    case place::object: break;
    default: return nullptr;
    }
    if (!shared_) {
        const uint64_t end = page_of(offset + count - 1) + 1;
        uint64_t at = page_of(offset);
        while (at < end && present_.test(at)) ++at;
        if (at == page_of(offset)) return nullptr;
        count = std::min<std::size_t>(count, at * page - offset);
    } else if (offset + count > object_.size()) {
        return nullptr;
    }
    return object_.data() + offset;
}

}  // namespace tmpfs
