#include <fs/tmpfs/regular.hpp>

#include <algorithm>

#include <vfs/clock.hpp>

namespace tmpfs {

using vfs::outcome;

namespace {
constexpr std::size_t piece_max = 256 * filesystem::page;
}

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
    TRY(contents_.resize(size, new_size));
    size = new_size;
    modification_time = change_time = vfs::now();
    return {};
}

outcome<> regular::fill(std::string_view bytes) {
    contents_.borrow(bytes);
    size = bytes.size();
    return {};
}

outcome<vfs::mappable> regular::map(bool writable) {
    return vfs::mappable{.handle = TRY(contents_.map(size, writable)), .size = size};
}

const char *regular::window(uint64_t offset, std::size_t &count) {
    return contents_.window(offset, count);
}

}  // namespace tmpfs
