#include <fs/tmpfs/regular.hpp>

#include <algorithm>

#include <vfs/clock.hpp>

namespace tmpfs {

using vfs::outcome;

namespace {
constexpr std::size_t piece_max = 256 * filesystem::page;
// F_SEAL_*
constexpr uint32_t seal_seal = 1, seal_shrink = 2, seal_grow = 4, seal_write = 8,
                   seal_future_write = 16, seals_all = 31,
                   seals_writing = seal_write | seal_future_write;
}  // namespace

outcome<std::size_t> regular::read(vfs::description &, uint64_t offset, char *to,
                                   std::size_t count) {
    if (offset >= size) return 0;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, size - offset));
    contents_.read(offset, to, count);
    return count;
}

/// In pieces, and page by page near the end of the space, so that as much is written as there is
/// room for.
outcome<std::size_t> regular::write(vfs::description &, uint64_t offset, const char *from,
                                    std::size_t count) {
    if (count != 0 && (seals_ & seals_writing)) return vfs::fail(EPERM);
    if (count != 0) TRY(check_size(std::max(size, offset + count)));
    std::size_t done = 0, piece = piece_max;
    while (done < count) {
        const uint64_t at = offset + done;
        const std::size_t part = std::min<std::size_t>(count - done, piece - at % piece);
        if (auto written = contents_.write(at, from + done, part, size); !written) {
            if (written.error() == ENOSPC && part > filesystem::page && piece != filesystem::page) {
                piece = filesystem::page;
                continue;
            }
            if (done) break;
            return vfs::fail(written.error());
        }
        done += part;
        size = std::max<uint64_t>(size, at + part);
    }
    return done;
}

outcome<> regular::truncate(uint64_t new_size) {
    TRY(check_size(new_size));
    TRY(contents_.resize(size, new_size));
    size = new_size;
    modification_time = change_time = vfs::now();
    return {};
}

outcome<> regular::fill(std::string_view bytes) {
    TRY(contents_.borrow(bytes));
    size = bytes.size();
    return {};
}

outcome<> regular::check_size(uint64_t new_size) const {
    if ((new_size < size && (seals_ & seal_shrink)) || (new_size > size && (seals_ & seal_grow)))
        return vfs::fail(EPERM);
    return {};
}

outcome<> regular::allocate(uint64_t begin, uint64_t end, bool keep_size) {
    if (!keep_size) TRY(check_size(std::max(size, end)));
    TRY(contents_.allocate(begin, end, size));
    if (keep_size || end <= size) return {};
    return truncate(end);
}

outcome<> regular::punch(uint64_t begin, uint64_t end) {
    if (seals_ & seals_writing) return vfs::fail(EPERM);
    TRY(contents_.punch(begin, std::min(end, size), size));
    modification_time = change_time = vfs::now();
    return {};
}

outcome<> regular::add_seals(uint32_t more) {
    if (more & ~seals_all) return vfs::fail(EINVAL);
    if (seals_ & seal_seal) return vfs::fail(EPERM);
    // Nothing tells whether who once mapped it for writing has unmapped it.
    if ((more & seal_write) && !(seals_ & seal_write) && contents_.written_elsewhere())
        return vfs::fail(EBUSY);
    seals_ |= more;
    return {};
}

outcome<vfs::mappable> regular::map(bool writable) {
    if (writable && (seals_ & seals_writing)) return vfs::fail(EPERM);
    return vfs::mappable{.handle = TRY(contents_.map(size, writable)), .size = size};
}

const char *regular::window(uint64_t offset, std::size_t &count) {
    return contents_.window(offset, count);
}

}  // namespace tmpfs
