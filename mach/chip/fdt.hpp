/// \file
/// Flattened device trees, Devicetree Specification 0.4 chapter 5. Every offset and length is
/// checked against the blob before it is used: a malformed tree ends the walk early and is
/// reported, nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// Big-endian cells of a property value.
class fdt_cells {
public:
    fdt_cells() = default;
    explicit fdt_cells(std::span<const std::byte> bytes) : bytes_(bytes) {}
    std::size_t count() const { return bytes_.size() / 4; }
    bool has(std::size_t cells) const { return count() >= cells; }
    /// The next `cells` cells (at most two count) as one number. \pre has(cells)
    uint64_t take(std::size_t cells);

private:
    std::span<const std::byte> bytes_;
};

/// A validated header and the three blocks behind it. Borrows the blob.
class fdt {
public:
    struct reservation {
        uint64_t address, size;
    };

    /// Total size according to a header, or 0 if these bytes (at least 8) do not begin one.
    static std::size_t total_size(std::span<const std::byte> start);
    static std::optional<fdt> open(std::span<const std::byte> blob);

    /// Entry of the memory reservation block; none behind the last.
    std::optional<reservation> reserved(std::size_t index) const;

private:
    friend class fdt_cursor;
    std::span<const std::byte> reservations_, structure_, strings_;
};

/// Walks the structure block once, in order.
class fdt_cursor {
public:
    enum class token : uint8_t { begin_node, property, end_node, end, malformed };

    explicit fdt_cursor(const fdt &tree) : tree_(tree) {}
    /// Moves on. `end` and `malformed` are final. Nodes nest properly: every begin_node has its
    /// end_node before `end`.
    token next();
    /// Of the node just begun (without unit address) or of the property.
    std::string_view name() const { return name_; }
    /// Of the property.
    std::span<const std::byte> value() const { return value_; }
    /// Nodes open now; 1 inside the root.
    unsigned depth() const { return depth_; }

private:
    token finish(token how);
    token begin_node();
    token property();
    std::optional<uint32_t> word();

    fdt tree_;
    std::size_t at_ = 0;
    unsigned depth_ = 0;
    token final_ = token::property;  ///< `end` or `malformed` once reached
    std::string_view name_;
    std::span<const std::byte> value_;
};

/// The string that a property value begins with, without its terminator.
std::string_view fdt_string(std::span<const std::byte> value);
/// Is `wanted` one of the strings of a list value (`compatible`)?
bool fdt_list_contains(std::span<const std::byte> value, std::string_view wanted);
