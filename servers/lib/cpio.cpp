#include <lib/cpio.hpp>

#include <cstring>
#include <optional>

namespace server {

namespace {

constexpr std::size_t header_size = 110;
constexpr std::string_view magic = "070701", trailer = "TRAILER!!!";

std::optional<uint32_t> hexadecimal(const char *digits) {
    uint32_t value = 0;
    for (int i = 0; i < 8; ++i) {
        const char c = digits[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return std::nullopt;
        value = value << 4 | static_cast<uint32_t>(digit);
    }
    return value;
}

constexpr std::size_t round4(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

std::string_view strip(std::string_view path) {
    while (path.starts_with("/") || path.starts_with("./"))
        path.remove_prefix(path.front() == '/' ? 1 : 2);
    return path;
}

}  // namespace

cpio_reader::state cpio_reader::next(cpio_entry &entry) {
    if (corrupt_) return state::corrupt;
    corrupt_ = true;  // until the entry has been found sound
    for (;;) {
        while (next_ < archive_.size() && archive_[next_] == std::byte{0}) ++next_;
        at_ = next_;
        if (at_ == archive_.size()) {
            corrupt_ = false;
            return state::end;
        }
        const std::size_t left = archive_.size() - at_;
        if (left < header_size) return state::corrupt;
        const char *header = reinterpret_cast<const char *>(archive_.data() + at_);
        if (std::memcmp(header, magic.data(), magic.size()) != 0) return state::corrupt;
        uint32_t field[13];
        for (int i = 0; i < 13; ++i) {
            const auto value = hexadecimal(header + 6 + 8 * i);
            if (!value) return state::corrupt;
            field[i] = *value;
        }
        const std::size_t file_size = field[6], name_size = field[11];
        if (name_size == 0 || name_size > left - header_size) return state::corrupt;
        const std::size_t data_offset = round4(header_size + name_size);
        if (data_offset > left || file_size > left - data_offset) return state::corrupt;
        const char *name = header + header_size;
        if (name[name_size - 1] != '\0') return state::corrupt;
        const std::string_view path{name, std::strlen(name)};
        next_ = at_ + data_offset + file_size;
        next_ = next_ + (round4(data_offset + file_size) - (data_offset + file_size));
        if (next_ > archive_.size()) next_ = archive_.size();
        if (path == trailer) {
            ++ended_;
            continue;
        }
        entry = {.path = strip(path),
                 .mode = field[1],
                 .uid = field[2],
                 .gid = field[3],
                 .links = field[4],
                 .inode = field[0],
                 .modification_time = field[5],
                 .device_major = field[9],
                 .device_minor = field[10],
                 .data = archive_.subspan(at_ + data_offset, file_size)};
        corrupt_ = false;
        return state::entry;
    }
}

}  // namespace server
