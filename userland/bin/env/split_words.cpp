#include "bin/env/split_words.hpp"

#include "lib/program.hpp"

#include <cstdlib>
#include <cstring>

namespace {

class splitter {
public:
    splitter(const char *text, std::vector<std::string> &words) : at_(text), words_(words) {}
    bool run();

private:
    void add(char c) {
        begin();
        words_.back() += c;
    }
    void begin() {
        if (!inside_) words_.emplace_back();
        inside_ = true;
    }
    bool escape();
    bool variable();

    const char *at_;
    std::vector<std::string> &words_;
    bool inside_ = false;  // a word
    bool ended_ = false;   // by \c
    char quote_ = 0;
};

/// What follows a backslash.
bool splitter::escape() {
    static constexpr char letters[] = "fnrtv", values[] = "\f\n\r\t\v";
    const char c = *at_;
    if (quote_ == '\'' && c != '\'' && c != '\\') {
        add('\\');
        return true;
    }
    if (!c) {
        warn("invalid backslash at end of string in -S");
        return false;
    }
    ++at_;
    if (c == 'c' && quote_) {
        warn("'\\c' must not appear in double-quoted -S string");
        return false;
    }
    if (c == 'c') {
        ended_ = true;
    } else if (c == '_') {
        if (quote_)
            add(' ');
        else
            inside_ = false;
    } else if (const char *letter = std::strchr(letters, c)) {
        add(values[letter - letters]);
    } else if (std::strchr("#$\"'\\", c)) {
        add(c);
    } else {
        warn("invalid sequence '\\%c' in -S", c);
        return false;
    }
    return true;
}

/// ${NAME}; the $ has been read.
bool splitter::variable() {
    const size_t size = *at_ == '{' ? std::strcspn(at_, "}") : 0;
    const std::string name(at_ + (size > 0), size ? size - 1 : 0);
    if (name.empty() || at_[size] != '}' || (name[0] >= '0' && name[0] <= '9')) {
        warn("only ${VARNAME} expansion is supported, error at: $%s", at_);
        return false;
    }
    at_ += size + 1;
    const char *value = std::getenv(name.c_str());
    if (!value) return true;
    begin();
    words_.back() += value;
    return true;
}

bool splitter::run() {
    while (!ended_ && *at_) {
        const char c = *at_++;
        if (c == '\\') {
            if (!escape()) return false;
        } else if (c == '$' && quote_ != '\'') {
            if (!variable()) return false;
        } else if (quote_ ? c == quote_ : c == '\'' || c == '"') {
            begin();
            quote_ = quote_ ? '\0' : c;
        } else if (!quote_ && std::strchr(" \t\n\v\f\r", c)) {
            inside_ = false;
        } else if (c == '#' && !quote_ && !inside_) {
            break;
        } else {
            add(c);
        }
    }
    if (!quote_) return true;
    warn("no terminating quote in -S string");
    return false;
}

}  // namespace

bool split_words(const char *text, std::vector<std::string> &words) {
    return splitter(text, words).run();
}
