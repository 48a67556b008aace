#include "bin/xargs/word_reader.hpp"

#include "lib/program.hpp"

#include <cstdlib>
#include <cstring>

bool word_reader::set_delimiter(const char *text) {
    static constexpr char letters[] = "abfnrtv\\", values[] = "\a\b\f\n\r\t\v\\";
    if (text[0] && !text[1]) {
        delimiter = static_cast<unsigned char>(text[0]);
        return true;
    }
    if (text[0] == '\\' && text[1] && !text[2] && std::strchr(letters, text[1])) {
        delimiter = static_cast<unsigned char>(values[std::strchr(letters, text[1]) - letters]);
        return true;
    }
    if (text[0] == '\\' && text[1]) {
        char *rest;
        const bool hexadecimal = text[1] == 'x';
        const unsigned long value =
            std::strtoul(text + 1 + hexadecimal, &rest, hexadecimal ? 16 : 8);
        if (!*rest && rest > text + 1 + hexadecimal && value < 256) {
            delimiter = static_cast<int>(value);
            return true;
        }
        warn("Invalid escape sequence %s in input delimiter specification.", text);
        return false;
    }
    warn(
        "Invalid input delimiter specification %s: the delimiter must be either a single character "
        "or an escape sequence starting with \\.",
        text);
    return false;
}

/// In front of a word more is skipped than what ends one.
static bool is_blank(int c, bool in_front) {
    return c == ' ' || c == '\t' || (in_front && (c == '\v' || c == '\f' || c == '\r'));
}

/// The next byte of the input; -1 at its end.
int word_reader::next_byte() {
    if (at_ == piece_.size()) {
        piece_ = file_.block();
        at_ = 0;
        if (piece_.empty()) return -1;
    }
    return static_cast<unsigned char>(piece_[at_++]);
}

void word_reader::leave_rest() {
    if (at_ < piece_.size() && piece_[at_] == '\n') ++at_;
    file_.unread(piece_.size() - at_);
    at_ = piece_.size();
    file_.leave_rest();
}

/// An argument that ends with the delimiter.
word_reader::token word_reader::next_plain(std::string &word) {
    word.clear();
    bool any = false;
    for (int c; (c = next_byte()) >= 0; any = true) {
        if (c == delimiter) return token::word;
        word += static_cast<char>(c);
    }
    return any ? token::word : token::end;
}

/// An argument that blanks end, with quotes and backslashes; the end of a line that holds some.
/// With -I a whole line without the blanks in front.
word_reader::token word_reader::next_quoted(std::string &word) {
    word.clear();
    bool any = false;
    int quote = 0;
    for (;;) {
        const int c = next_byte();
        if (c < 0) {
            if (quote) break;
            return any ? token::word : token::end;
        }
        if (quote) {
            if (c == '\n') break;
            if (c == quote)
                quote = 0;
            else
                word += static_cast<char>(c);
        } else if (c == '\'' || c == '"') {
            quote = c;
            any = true;
        } else if (c == '\\') {
            const int escaped = next_byte();
            if (escaped >= 0) word += static_cast<char>(escaped);
            any = true;
        } else if (c == '\n') {
            if (any) {
                // The end of the line comes after the word.
                if (!whole_lines) --at_;
                line_words_ = true;
                after_blank_ = false;
                return token::word;
            }
            // A line that ends with a blank goes on in the next one.
            if (line_words_ && !after_blank_) {
                line_words_ = false;
                return token::line_end;
            }
        } else if (is_blank(c, !any) && (!any || !whole_lines)) {
            after_blank_ = true;
            if (any) {
                line_words_ = true;
                return token::word;
            }
        } else {
            word += static_cast<char>(c);
            any = true;
        }
    }
    warn("unmatched %s quote; by default quotes are special to xargs unless you use the -0 option",
         quote == '"' ? "double" : "single");
    return token::failed;
}
