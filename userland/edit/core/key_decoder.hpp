#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace edit {

/// Keys: a code point, or one of these, with modifiers added. Control with a letter is that (small)
/// letter with `control`.
namespace key {
enum : uint32_t {
    up = 0x110000,
    down,
    left,
    right,
    home,
    end,
    page_up,
    page_down,
    insert,
    erase,
    backspace,
    enter,
    tab,
    escape,
    f1,
    f2,
    f3,
    f4,
    f5,
    f6,
    f7,
    f8,
    f9,
    f10,
    f11,
    f12,
    paste,     ///< a text that was pasted
    raw,       ///< one byte that is no character
    position,  ///< the terminal's answer where its cursor is
    unknown,   ///< a sequence that means nothing here
    shift = 1u << 24,
    alt = 1u << 25,
    control = 1u << 26,
    modifiers = shift | alt | control
};
}  // namespace key

struct key_event {
    uint32_t code = key::unknown;
    std::string text;            ///< of paste and raw
    size_t row = 0, column = 0;  ///< of position, from 1
};

/// Makes keys of what a terminal sends: of the xterm, rxvt, VT100 and Linux families.
class key_decoder {
public:
    void feed(std::string_view bytes) { bytes_ += bytes; }

    /// The next key; none if there is no whole one.
    [[nodiscard]] std::optional<key_event> next();

    /// Part of a key is there: more comes at once, or else finish() says that it is all.
    [[nodiscard]] bool waiting() const { return !bytes_.empty() && !pasting_; }
    void finish() { finished_ = true; }

    [[nodiscard]] bool empty() const { return bytes_.empty() || pasting_; }
    [[nodiscard]] bool contains(char byte) const { return bytes_.find(byte) != bytes_.npos; }

    /// While a position was asked for, ESC [ ROW ; COLUMN R is its answer and not F3.
    void expect_position(bool expected) { position_expected_ = expected; }

private:
    std::optional<key_event> escape_sequence();
    std::optional<key_event> control_sequence(size_t begin);
    std::optional<key_event> single_shift();
    std::optional<key_event> character_key(size_t begin, uint32_t modifiers);
    std::optional<key_event> pasted();
    key_event take(size_t size, uint32_t code);

    std::string bytes_;
    bool finished_ = false;
    bool pasting_ = false;
    bool position_expected_ = false;
};

}  // namespace edit
