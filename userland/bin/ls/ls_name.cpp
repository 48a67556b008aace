// Names as ls shows them: quoted, coloured, with an indicator of the type.

#include "lib/quote.hpp"
#include "bin/ls/ls_listing.hpp"

#include <algorithm>
#include <cstdio>
#include <cstring>

namespace {

/// Escapes as in C, with what else `special` holds.
std::string escaped(std::string_view name, const char *special) {
    std::string text;
    while (!name.empty()) {
        const size_t length = printable_length(name);
        const auto c = static_cast<unsigned char>(name[0]);
        if (length) {
            if (std::strchr(special, c)) text += '\\';
            text += name.substr(0, length);
            name.remove_prefix(length);
            continue;
        }
        char escape[5];
        if (c >= 7 && c <= 13)
            std::snprintf(escape, sizeof escape, "\\%c", "abtnvfr"[c - 7]);
        else
            std::snprintf(escape, sizeof escape, "\\%03o", c);
        text += escape;
        name.remove_prefix(1);
    }
    return text;
}

std::string with_question_marks(std::string_view name) {
    std::string text;
    while (!name.empty()) {
        const size_t length = printable_length(name);
        if (length)
            text += name.substr(0, length);
        else
            text += '?';
        name.remove_prefix(length ? length : 1);
    }
    return text;
}

}  // namespace

std::string ls_listing::shown_name(std::string_view name) const {
    switch (style_.quotes) {
    case ls_style::quoting::shell: return quoted_if_needed(name);
    case ls_style::quoting::shell_always: return quoted(name);
    case ls_style::quoting::c: return '"' + escaped(name, "\"\\") + '"';
    case ls_style::quoting::escape: return escaped(name, " \\");
    default: return style_.question_marks ? with_question_marks(name) : std::string(name);
    }
}

/// Names without quotes then have a blank in front, so that all begin alike.
bool ls_listing::sets_off_quotes() const {
    return style_.quotes == ls_style::quoting::shell &&
           std::any_of(files_.begin(), files_.end(),
                       [](const ls_file &each) { return needs_quotes(each.name); });
}

char ls_listing::indicator(mode_t mode) const {
    if (style_.indicators == ls_style::indicator::none) return 0;
    if (S_ISDIR(mode)) return '/';
    if (style_.indicators == ls_style::indicator::slash) return 0;
    if (S_ISREG(mode))
        return style_.indicators == ls_style::indicator::classify && (mode & 0111) ? '*' : 0;
    return S_ISLNK(mode) ? '@' : S_ISFIFO(mode) ? '|' : S_ISSOCK(mode) ? '=' : 0;
}

void ls_listing::append_coloured(std::string &text, std::string_view name, std::string_view shown,
                                 mode_t mode, bool broken) const {
    const std::string_view colour = colours_.of(name, mode, broken);
    static bool reset = false;
    if (!colour.empty()) {
        if (!reset) text += "\033[0m";
        reset = true;
        ((text += "\033[") += colour) += 'm';
    }
    text += shown;
    if (!colour.empty()) text += "\033[0m";
}

/// The name with all that stands behind it.
void ls_listing::append_name(std::string &text, const ls_file &file) const {
    const mode_t mode = file.status.st_mode;
    const bool link = S_ISLNK(mode), arrow = link && !file.target.empty();
    const bool literal = style_.quotes == ls_style::quoting::literal && !style_.question_marks;
    const auto append = [&](const std::string &name, mode_t of, bool broken) {
        if (style_.colour)
            append_coloured(text, name, shown_name(name), of, broken);
        else if (literal)
            text += name;
        else
            text += shown_name(name);
    };
    const bool as_target = link && file.target_mode && colours_.links_as_targets();
    append(file.name, as_target ? file.target_mode : mode,
           link && file.target_checked && !file.target_mode);
    if (arrow) {
        text += " -> ";
        append(file.target, file.target_mode, file.target_checked && !file.target_mode);
    }
    if (const char c = indicator(arrow ? file.target_mode : mode)) text += c;
}
