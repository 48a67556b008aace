#include "lib/mode.hpp"

#include <cstring>
#include <sys/stat.h>

namespace {

constexpr mode_t special = S_ISUID | S_ISGID | S_ISVTX;

/// The permission letters at `text`, as bits for all three classes; moves behind them.
mode_t letters(const char *&text, mode_t who, mode_t mode, bool directory) {
    if (*text == 'u' || *text == 'g' || *text == 'o') {
        const int shift = *text == 'u' ? 6 : *text == 'g' ? 3 : 0;
        ++text;
        return ((mode >> shift) & 7) * 0111;
    }
    mode_t bits = 0;
    for (;; ++text) switch (*text) {
        case 'r': bits |= 0444; break;
        case 'w': bits |= 0222; break;
        case 'x': bits |= 0111; break;
        case 'X':
            if (directory || (mode & 0111)) bits |= 0111;
            break;
        case 's': bits |= (who & S_IRWXU ? S_ISUID : 0) | (who & S_IRWXG ? S_ISGID : 0); break;
        case 't': bits |= S_ISVTX; break;
        default: return bits;
        }
}

mode_t classes(const char *&text) {
    mode_t who = 0;
    for (;; ++text) switch (*text) {
        case 'u': who |= S_IRWXU | S_ISUID; break;
        case 'g': who |= S_IRWXG | S_ISGID; break;
        case 'o': who |= S_IRWXO | S_ISVTX; break;
        case 'a': who |= S_IRWXU | S_IRWXG | S_IRWXO | special; break;
        default: return who;
        }
}

/// The bits of an octal number at `text`, which stands alone behind an operator; moves behind it.
std::optional<mode_t> octal_letters(const char *&text) {
    mode_t bits = 0;
    for (; *text >= '0' && *text <= '7' && bits <= 07777; ++text)
        bits = bits * 8 + static_cast<mode_t>(*text - '0');
    if (bits > 07777 || (*text && *text != ',')) return {};
    return bits;
}

std::optional<mode_t> octal(const char *text, mode_t old, bool directory) {
    mode_t mode = 0;
    const size_t length = std::strlen(text);
    for (const char *digit = text; *digit; ++digit) {
        if (*digit < '0' || *digit > '7') return {};
        mode = mode * 8 + static_cast<mode_t>(*digit - '0');
        if (mode > 07777) return {};
    }
    // A directory keeps its set-ID bits unless five digits say otherwise.
    if (directory && length < 5) mode |= old & (S_ISUID | S_ISGID);
    return mode;
}

}  // namespace

std::optional<mode_t> parse_mode(const char *text, mode_t old, bool directory, mode_t mask) {
    old &= 07777;
    if (*text >= '0' && *text <= '7') return octal(text, old, directory);
    mode_t mode = old;
    for (;;) {
        const mode_t named = classes(text);
        const mode_t who = named ? named : 07777;
        if (!*text || !std::strchr("+-=", *text)) return {};
        while (*text && std::strchr("+-=", *text)) {
            const char operation = *text++;
            const bool number = !named && *text >= '0' && *text <= '7';
            const auto digits = number ? octal_letters(text) : mode_t{};
            if (!digits) return {};
            mode_t bits = number ? *digits : letters(text, who, mode, directory) & who;
            if (!named && !number) bits &= ~mask;
            if (operation == '+')
                mode |= bits;
            else if (operation == '-')
                mode &= ~bits;
            else
                mode = (mode & ~(who & (directory && !number ? 01777 : 07777))) | bits;
        }
        if (!*text) return mode;
        if (*text++ != ',') return {};
    }
}

std::array<char, 11> mode_text(mode_t mode) {
    static constexpr char types[] = "?pc?d?b?-?l?s???";
    std::array<char, 11> text{};
    text[0] = types[(mode & S_IFMT) >> 12];
    for (unsigned bit = 0; bit < 9; ++bit)
        text[1 + bit] = mode & (0400u >> bit) ? "rwx"[bit % 3] : '-';
    const auto special_letter = [&](mode_t flag, size_t place, char with, char without) {
        if (mode & flag) text[place] = text[place] == 'x' ? with : without;
    };
    special_letter(S_ISUID, 3, 's', 'S');
    special_letter(S_ISGID, 6, 's', 'S');
    special_letter(S_ISVTX, 9, 't', 'T');
    return text;
}

const char *file_kind(mode_t mode, off_t size) {
    switch (mode & S_IFMT) {
    case S_IFREG: return size ? "regular file" : "regular empty file";
    case S_IFDIR: return "directory";
    case S_IFLNK: return "symbolic link";
    case S_IFIFO: return "fifo";
    case S_IFSOCK: return "socket";
    case S_IFCHR: return "character special file";
    default: return "block special file";
    }
}
