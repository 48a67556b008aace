#include <kern/cpio_reader.hpp>

#include <optional>

namespace {

/// Fields of the header behind the magic number, eight hexadecimal digits each.
enum field : std::size_t { mode = 1, file_size = 6, name_size = 11, field_count = 13 };
constexpr std::size_t magic_size = 6, digits = 8;
constexpr std::size_t header_size = magic_size + digits * field_count;
constexpr std::string_view trailer = "TRAILER!!!";

std::optional<uint32_t> parse_hex(std::string_view text) {
    uint32_t value = 0;
    for (char c : text) {
        const char low = static_cast<char>(c | 0x20);
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = static_cast<uint32_t>(c - '0');
        else if (low >= 'a' && low <= 'f')
            digit = static_cast<uint32_t>(low - 'a' + 10);
        else
            return {};
        value = value << 4 | digit;
    }
    return value;
}

constexpr std::size_t round4(std::size_t n) { return (n + 3) & ~std::size_t{3}; }

std::string_view plain_name(std::string_view name) {
    while (name.starts_with("/") || name.starts_with("./"))
        name.remove_prefix(name.front() == '/' ? 1 : 2);
    return name;
}

}  // namespace

void cpio_reader::skip_padding() {
    while (at_ < archive_.size() && archive_[at_] == std::byte{0}) ++at_;
}

std::expected<cpio_entry, cpio_reader::problem> cpio_reader::next() {
    for (;;) {
        skip_padding();
        const std::size_t left = archive_.size() - at_;
        if (left == 0) return cpio_entry{};
        if (left < header_size) return std::unexpected("the archive is cut off in a header");
        const auto *text = reinterpret_cast<const char *>(archive_.data() + at_);
        const std::string_view magic(text, magic_size);
        if (magic != "070701" && magic != "070702")
            return std::unexpected("the archive is not in cpio newc format");
        const auto number = [&](field f) {
            return parse_hex({text + magic_size + digits * f, digits});
        };
        const auto entry_mode = number(mode), size = number(file_size), length = number(name_size);
        if (!entry_mode || !size || !length || *length == 0)
            return std::unexpected("an archive header is damaged");
        const std::size_t data_at = round4(header_size + *length);
        if (data_at > left || *size > left - data_at)
            return std::unexpected("the archive is cut off");
        const std::string_view name(text + header_size, *length - 1);
        const cpio_entry entry{plain_name(name), archive_.subspan(at_ + data_at, *size),
                               *entry_mode};
        at_ += data_at + *size;
        at_ += round4(data_at + *size) - (data_at + *size) <= archive_.size() - at_
                   ? round4(data_at + *size) - (data_at + *size)
                   : archive_.size() - at_;
        if (name == trailer || entry.name.empty())
            continue;  // the end of one archive; another may follow
        return entry;
    }
}

std::expected<cpio_entry, cpio_reader::problem> cpio_reader::find(std::string_view name) {
    for (;;) {
        auto entry = next();
        if (!entry || entry->name.empty() || entry->name == name) return entry;
    }
}
