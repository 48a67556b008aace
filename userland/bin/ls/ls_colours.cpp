#include "bin/ls/ls_colours.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fnmatch.h>
#include <iterator>
#include <strings.h>
#include <sys/stat.h>

namespace {

constexpr const char *terminals[] = {"alacritty", "ansi",       "*color*", "con[0-9]*x[0-9]*",
                                     "cons25",    "console",    "cygwin",  "*direct*",
                                     "dtterm",    "gnome",      "hurd",    "jfbterm",
                                     "konsole",   "kterm",      "linux",   "linux-c",
                                     "mlterm",    "putty",      "rxvt*",   "screen*",
                                     "st",        "terminator", "tmux*",   "vt100",
                                     "xterm*"};

bool terminal_has_colours() {
    const char *colour_term = std::getenv("COLORTERM");
    if (colour_term && *colour_term) return true;
    const char *name = std::getenv("TERM");
    return name && *name && std::any_of(std::begin(terminals), std::end(terminals), [&](auto each) {
               return fnmatch(each, name, 0) == 0;
           });
}

/// Whether `name` ends with `text`, in upper or lower case.
bool ends_like(std::string_view name, std::string_view text) {
    return name.size() >= text.size() &&
           strncasecmp(name.data() + name.size() - text.size(), text.data(), text.size()) == 0;
}

}  // namespace

void ls_colours::set(std::string_view key, std::string_view value) {
    static constexpr std::string_view keys[] = {"di", "ln", "pi", "so", "bd", "cd", "or", "ex",
                                                "su", "sg", "st", "ow", "tw", "fi", "mi"};
    static_assert(std::size(keys) == kinds);
    if (key.starts_with('*')) suffixes_.push_back({key.substr(1), value});
    for (size_t each = 0; each < kinds; ++each)
        if (keys[each] == key) kinds_[each] = value;
}

bool ls_colours::load() {
    const char *text = std::getenv("LS_COLORS");
    if (!text || !*text) return terminal_has_colours();
    for (std::string_view rest = text; !rest.empty();) {
        const std::string_view pair = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
        const size_t equals = pair.find('=');
        if (equals != pair.npos) set(pair.substr(0, equals), pair.substr(equals + 1));
    }
    return true;
}

std::string_view ls_colours::of(std::string_view name, mode_t mode, bool broken) const {
    switch (mode & S_IFMT) {
    case S_IFREG: break;
    case S_IFDIR:
        if ((mode & S_ISVTX) && (mode & S_IWOTH) && is_set(sticky_writable))
            return kinds_[sticky_writable];
        if ((mode & S_IWOTH) && is_set(writable)) return kinds_[writable];
        if ((mode & S_ISVTX) && is_set(sticky)) return kinds_[sticky];
        return kinds_[directory];
    case S_IFLNK:
        return broken && (is_set(orphan) || links_as_targets()) ? kinds_[orphan] : kinds_[link];
    case S_IFIFO: return kinds_[fifo];
    case S_IFSOCK: return kinds_[socket];
    case S_IFBLK: return kinds_[block];
    case S_IFCHR: return kinds_[character];
    default: return broken ? kinds_[missing] : kinds_[orphan];
    }
    if ((mode & S_ISUID) && is_set(set_user)) return kinds_[set_user];
    if ((mode & S_ISGID) && is_set(set_group)) return kinds_[set_group];
    if ((mode & 0111) && is_set(executable)) return kinds_[executable];
    for (auto each = suffixes_.rbegin(); each != suffixes_.rend(); ++each)
        if (ends_like(name, each->text)) return each->colour;
    return kinds_[file];
}
