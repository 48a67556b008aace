#include "edit/core/style.hpp"

#include <algorithm>
#include <iterator>

namespace edit {

namespace {

constexpr std::string_view unusable[] = {"", "dumb", "unknown", "network", "dialup", "switch"};
constexpr std::string_view modern[] = {"xterm",   "screen",  "tmux",  "rxvt",  "alacritty", "kitty",
                                       "foot",    "konsole", "gnome", "vte",   "putty",     "st-",
                                       "wezterm", "ghostty", "iterm", "mintty"};
constexpr std::string_view coloured[] = {"linux", "ansi", "cygwin", "cons25", "vt220-color"};

// In the order of style.
constexpr std::string_view with_colours[] = {
    "0",    "0;32", "0;33",   "0;35", "0;1;34", "0;36", "0;35",      "0;1;33",
    "0;36", "0;90", "0;1;31", "0;7",  "0;1;4",  "0;7",  "0;1;37;41", "0;7"};
constexpr std::string_view without_colours[] = {"0",     "0",   "0",     "0",  "0;1", "0",
                                                "0;1",   "0",   "0",     "0",  "0;1", "0;7",
                                                "0;1;4", "0;7", "0;1;7", "0;7"};
static_assert(std::size(with_colours) == static_cast<size_t>(style::count));
static_assert(std::size(without_colours) == static_cast<size_t>(style::count));

bool begins_with_one_of(std::string_view type, const auto &names) {
    return std::any_of(std::begin(names), std::end(names),
                       [type](std::string_view name) { return type.starts_with(name); });
}

}  // namespace

terminal_kind kind_of_terminal(std::string_view type) {
    terminal_kind kind;
    kind.usable = std::find(std::begin(unusable), std::end(unusable), type) == std::end(unusable);
    kind.modern = begins_with_one_of(type, modern) || type == "st";
    kind.colours = kind.modern || begins_with_one_of(type, coloured);
    if (type.ends_with("-mono") || type.ends_with("-m")) kind.colours = false;
    return kind;
}

bool is_utf8_locale(std::string_view name) {
    const size_t dot = name.find('.');
    if (dot == name.npos) return true;
    const std::string_view code = name.substr(dot + 1, name.find('@') - dot - 1);
    return code == "UTF-8" || code == "utf8" || code == "UTF8" || code == "utf-8";
}

std::string_view rendition_of(style s, const terminal_kind &kind) {
    return (kind.colours ? with_colours : without_colours)[static_cast<size_t>(s)];
}

}  // namespace edit
