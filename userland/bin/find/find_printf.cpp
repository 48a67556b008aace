#include "bin/find/find_node.hpp"
#include "bin/find/find_output.hpp"
#include "lib/account.hpp"
#include "lib/mode.hpp"
#include "lib/program.hpp"
#include "lib/target.hpp"
#include "lib/time_format.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace {

std::string octal(unsigned value) {
    char text[16];
    std::snprintf(text, sizeof text, "%o", value);
    return text;
}

char type_letter(mode_t mode) {
    const char letter = mode_text(mode)[0];
    return letter == '-' ? 'f' : letter;
}

std::string time_text(const timespec &when, const char *format) {
    std::string text;
    append_time_text(text, format, when);
    return text;
}

}  // namespace

std::string link_target(const tree_entry &entry) {
    if (!S_ISLNK(entry.status.st_mode)) return {};
    std::string text(4096, '\0');
    const ssize_t size = readlinkat(entry.folder, entry.name, text.data(), text.size());
    text.resize(size > 0 ? static_cast<size_t>(size) : 0);
    return text;
}

namespace {

class printf_node final : public find_node {
public:
    printf_node(const char *format, output &into) : format_(format), out_(into) {}
    bool test(find_context &context) override;

private:
    static std::string expand(const tree_entry &entry, char directive);
    const char *escape(const char *at, bool &stop) const;
    const char *directive(const char *at, const tree_entry &entry) const;

    const char *format_;
    output &out_;
};

std::string printf_node::expand(const tree_entry &entry, char directive) {
    const struct stat &status = entry.status;
    const auto name = [](const char *known, unsigned id) {
        return known ? std::string(known) : std::to_string(id);
    };
    const std::string path = entry.path;
    switch (directive) {
    case 'a': return time_text(status.st_atim, "%a %b %e %H:%M:%S.%N0 %Y");
    case 'b': return std::to_string(static_cast<unsigned long>(status.st_blocks));
    case 'c': return time_text(status.st_ctim, "%a %b %e %H:%M:%S.%N0 %Y");
    case 'd': return std::to_string(entry.depth);
    case 'D': return std::to_string(static_cast<unsigned long>(status.st_dev));
    case 'f': {
        const size_t end = path.find_last_not_of('/');
        if (end == path.npos) return "/";
        const size_t start = path.rfind('/', end) + 1;
        return path.substr(start, end + 2 - start);
    }
    case 'g': return name(group_name(status.st_gid), status.st_gid);
    case 'G': return std::to_string(status.st_gid);
    case 'h': {
        const size_t slash = path.find_last_of('/', path.find_last_not_of('/'));
        return slash == path.npos ? path.starts_with('/') ? "" : "." : path.substr(0, slash);
    }
    case 'i': return std::to_string(static_cast<unsigned long>(status.st_ino));
    case 'k': return std::to_string(static_cast<unsigned long>((status.st_blocks + 1) / 2));
    case 'l': return link_target(entry);
    case 'm': return octal(status.st_mode & 07777);
    case 'M': return mode_text(status.st_mode).data();
    case 'n': return std::to_string(static_cast<unsigned long>(status.st_nlink));
    case 'p': return path;
    case 's': return std::to_string(static_cast<unsigned long>(status.st_size));
    case 't': return time_text(status.st_mtim, "%a %b %e %H:%M:%S.%N0 %Y");
    case 'u': return name(user_name(status.st_uid), status.st_uid);
    case 'U': return std::to_string(status.st_uid);
    case 'y': return std::string(1, type_letter(status.st_mode));
    case 'Y': {
        struct stat target;
        if (!S_ISLNK(status.st_mode)) return std::string(1, type_letter(status.st_mode));
        if (fstatat(entry.folder, entry.name, &target, 0) == 0)
            return std::string(1, type_letter(target.st_mode));
        return errno == ELOOP ? "L" : errno == ENOENT || errno == ENOTDIR ? "N" : "?";
    }
    default: return {};
    }
}

/// What a backslash at `at` stands for; `stop` for \c. Returns where it ends.
const char *printf_node::escape(const char *at, bool &stop) const {
    static constexpr char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
    const char c = *++at;
    if (c >= '0' && c <= '7') {
        unsigned value = 0;
        for (int digits = 0; digits < 3 && *at >= '0' && *at <= '7'; ++digits)
            value = value * 8 + static_cast<unsigned>(*at++ - '0');
        out_.put(static_cast<char>(value));
        return at;
    }
    if (c == 'c') {
        stop = true;
        return at + 1;
    }
    const char *letter = c ? std::strchr(letters, c) : nullptr;
    if (!letter) {
        out_.put('\\');
        return at;
    }
    out_.put(values[letter - letters]);
    return at + 1;
}

/// The directive behind a percent sign at `at`. Returns where it ends.
const char *printf_node::directive(const char *at, const tree_entry &entry) const {
    const char *const start = at++;
    const char *flags = at;
    at += std::strspn(at, "-+ #0");
    const std::string_view given(flags, static_cast<size_t>(at - flags));
    const bool left = given.contains('-');
    size_t width = 0;
    for (; *at >= '0' && *at <= '9'; ++at)
        width = std::min<size_t>(width * 10 + static_cast<size_t>(*at - '0'), 65536);
    size_t most = std::string::npos;
    if (*at == '.')
        for (++at, most = 0; *at >= '0' && *at <= '9'; ++at)
            most = std::min<size_t>(most * 10 + static_cast<size_t>(*at - '0'), 65536);
    std::string text;
    const char c = *at;
    if (c == '%') {
        text = "%";
    } else if (c == 'P' || c == 'H') {
        // The operand is the path's part in front of the names below it.
        text = entry.path;
        size_t end = text.size();
        for (unsigned level = entry.depth; level; --level) end = text.rfind('/', end - 1);
        if (c == 'H')
            text.resize(entry.depth && end == 0 ? 1 : end);
        else
            text = entry.depth ? text.substr(end + 1) : "";
    } else if (c && std::strchr("ACT", c) && at[1]) {
        const timespec &time = c == 'A'   ? entry.status.st_atim
                               : c == 'C' ? entry.status.st_ctim
                                          : entry.status.st_mtim;
        const char which = *++at;
        if (which == '@') {
            char fraction[16];
            std::snprintf(fraction, sizeof fraction, ".%09ld0", time.tv_nsec);
            text = std::to_string(static_cast<long>(time.tv_sec)) + fraction;
        } else if (which == '+') {
            text = time_text(time, "%Y-%m-%d+%H:%M:%S.%N0");
        } else if (which == 'S' || which == 'T') {
            text = time_text(time, which == 'S' ? "%S.%N0" : "%H:%M:%S.%N0");
        } else {
            const char format[] = {'%', which, 0};
            text = time_text(time, format);
        }
    } else if (c && std::strchr("abcdDfgGhiklmMnpstuUyY", c)) {
        text = expand(entry, c);
    } else {
        out_.write(start, static_cast<size_t>(at - start));
        return at;
    }
    if (text.size() > most) text.resize(most);
    if (c == 'd' || c == 'm') {
        // Numbers in C's way.
        if (c == 'd' && given.contains('+')) text.insert(0, 1, '+');
        if (c == 'm' && given.contains('#')) text.insert(0, 1, '0');
        if (given.contains('0') && !left && text.size() < width)
            text.insert(text[0] == '+', width - text.size(), '0');
    }
    if (text.size() < width) text.insert(left ? text.size() : 0, width - text.size(), ' ');
    out_.write(text);
    return at + 1;
}

bool printf_node::test(find_context &context) {
    bool stop = false;
    for (const char *at = format_; *at && !stop;) {
        if (*at == '%')
            at = directive(at, *context.entry);
        else if (*at == '\\')
            at = escape(at, stop);
        else
            out_.put(*at++);
    }
    return true;
}

}  // namespace

find_node_pointer make_find_printf(const char *format, output &into) {
    for (const char *at = format; *at; ++at) {
        if (*at == '\\' && at[1]) {
            if (!std::strchr("abcfnrtv\\01234567", *++at))
                warn("warning: unrecognized escape `\\%c'", *at);
            continue;
        }
        if (*at != '%') continue;
        at += 1 + std::strspn(at + 1, "-+ #0123456789.");
        if (*at && !std::strchr("([{", *at)) continue;
        if (*at)
            warn("error: the format directive `%%%c' is reserved for future use", *at);
        else
            warn("error: %% at end of format string");
        return nullptr;
    }
    return std::make_unique<printf_node>(format, into);
}
