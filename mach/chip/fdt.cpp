/// \file
/// See fdt.hpp. Header: 5.2; reservation block: 5.3; structure block: 5.4; strings block: 5.5.
#include <chip/fdt.hpp>

namespace {

constexpr uint32_t magic = 0xd00dfeed;
constexpr std::size_t header_size = 40;
constexpr uint32_t oldest_version = 17;  // first with size_dt_struct
constexpr std::size_t largest_tree = 2u << 20;

constexpr uint32_t FDT_BEGIN_NODE = 1, FDT_END_NODE = 2, FDT_PROP = 3, FDT_NOP = 4, FDT_END = 9;

uint32_t load32(std::span<const std::byte> bytes, std::size_t at) {
    uint32_t value = 0;
    for (std::size_t i = 0; i < 4; i++)
        value = value << 8 | std::to_integer<uint32_t>(bytes[at + i]);
    return value;
}

/// The zero-terminated string at `at`; nothing if it does not end within `bytes`.
std::optional<std::string_view> string_at(std::span<const std::byte> bytes, std::size_t at) {
    for (std::size_t end = at; end < bytes.size(); end++)
        if (bytes[end] == std::byte{0})
            return std::string_view{reinterpret_cast<const char *>(bytes.data() + at), end - at};
    return std::nullopt;
}

}  // namespace

uint64_t fdt_cells::take(std::size_t cells) {
    uint64_t value = 0;
    for (std::size_t i = 0; i < cells; i++) value = value << 32 | load32(bytes_, i * 4);
    bytes_ = bytes_.subspan(cells * 4);
    return value;
}

std::size_t fdt::total_size(std::span<const std::byte> start) {
    if (start.size() < 8 || load32(start, 0) != magic) return 0;
    const std::size_t size = load32(start, 4);
    return size < header_size || size > largest_tree ? 0 : size;
}

std::optional<fdt> fdt::open(std::span<const std::byte> blob) {
    const std::size_t size = total_size(blob);
    if (size == 0 || blob.size() < size) return std::nullopt;
    blob = blob.first(size);
    if (load32(blob, 20) < oldest_version || load32(blob, 24) > oldest_version) return std::nullopt;
    const std::size_t structure = load32(blob, 8), structure_size = load32(blob, 36);
    const std::size_t strings = load32(blob, 12), strings_size = load32(blob, 32);
    const std::size_t reservations = load32(blob, 16);
    if (structure > size || structure_size > size - structure || structure % 4 != 0 ||
        strings > size || strings_size > size - strings || reservations > size ||
        reservations % 8 != 0)
        return std::nullopt;
    fdt tree;
    tree.structure_ = blob.subspan(structure, structure_size);
    tree.strings_ = blob.subspan(strings, strings_size);
    tree.reservations_ = blob.subspan(reservations);
    return tree;
}

std::optional<fdt::reservation> fdt::reserved(std::size_t index) const {
    if (index >= reservations_.size() / 16) return std::nullopt;
    fdt_cells cells(reservations_.subspan(index * 16, 16));
    const uint64_t address = cells.take(2), size = cells.take(2);
    if (address == 0 && size == 0) return std::nullopt;
    return reservation{address, size};
}

std::optional<uint32_t> fdt_cursor::word() {
    if (tree_.structure_.size() - at_ < 4) return std::nullopt;
    const uint32_t value = load32(tree_.structure_, at_);
    at_ += 4;
    return value;
}

fdt_cursor::token fdt_cursor::finish(token how) { return final_ = how; }

fdt_cursor::token fdt_cursor::begin_node() {
    const auto full = string_at(tree_.structure_, at_);
    if (!full) return finish(token::malformed);
    at_ += (full->size() + 1 + 3) & ~std::size_t{3};
    if (at_ > tree_.structure_.size()) return finish(token::malformed);
    name_ = full->substr(0, full->find('@'));
    depth_++;
    return token::begin_node;
}

fdt_cursor::token fdt_cursor::property() {
    const auto length = word(), name = word();
    if (!length || !name || depth_ == 0 || *length > tree_.structure_.size() - at_ ||
        *name >= tree_.strings_.size())
        return finish(token::malformed);
    const auto text = string_at(tree_.strings_, *name);
    if (!text) return finish(token::malformed);
    name_ = *text;
    value_ = tree_.structure_.subspan(at_, *length);
    at_ += (std::size_t{*length} + 3) & ~std::size_t{3};
    if (at_ > tree_.structure_.size()) return finish(token::malformed);
    return token::property;
}

fdt_cursor::token fdt_cursor::next() {
    if (final_ != token::property) return final_;
    for (;;) {
        const auto what = word();
        if (!what) return finish(token::malformed);
        switch (*what) {
        case FDT_NOP: continue;
        case FDT_BEGIN_NODE: return begin_node();
        case FDT_PROP: return property();
        case FDT_END_NODE:
            if (depth_ == 0) return finish(token::malformed);
            depth_--;
            return token::end_node;
        case FDT_END: return finish(depth_ == 0 ? token::end : token::malformed);
        default: return finish(token::malformed);
        }
    }
}

std::string_view fdt_string(std::span<const std::byte> value) {
    return string_at(value, 0).value_or(std::string_view{});
}

bool fdt_list_contains(std::span<const std::byte> value, std::string_view wanted) {
    while (!value.empty()) {
        const auto item = string_at(value, 0);
        if (!item) return false;
        if (*item == wanted) return true;
        value = value.subspan(item->size() + 1);
    }
    return false;
}
