#pragma once

#include <cstdint>
#include <string_view>

#include "edit/core/syntax.hpp"

namespace edit {

/// How a cell of the screen looks; the first ones are the colours of programs.
enum class style : uint8_t {
    plain,
    comment,
    string,
    number,
    keyword,
    type,
    preprocessor,
    escape,
    variable,
    line_number,
    stand_in,
    selected,
    bracket,
    status,
    alert,
    help_key,
    count
};

constexpr style style_of(colour c) { return static_cast<style>(c); }

/// What a terminal can do, by its type.
struct terminal_kind {
    bool usable = true;  ///< the cursor can be moved
    bool colours = true;
    bool modern = true;  ///< another screen, bracketed paste: xterm and its like
    bool utf8 = true;
};

/// The kind that TERM's value names. Unknown types are taken for a VT100, which nearly all others
/// understand.
[[nodiscard]] terminal_kind kind_of_terminal(std::string_view type);

/// Whether text is UTF-8 by the locale's name ("de_DE.UTF-8"): all but those that name another
/// code.
[[nodiscard]] bool is_utf8_locale(std::string_view name);

/// The parameters of the control sequence that selects a style.
[[nodiscard]] std::string_view rendition_of(style s, const terminal_kind &kind);

}  // namespace edit
