// What builtins write: collected, and written at their end or when much has come together.
#pragma once

#include "msh/buffer.hpp"

#include <stdio.h>

namespace msh {

class output {
public:
    explicit output(int descriptor) : descriptor_(descriptor) {}
    void put(char c) {
        text_.add(c);
        if (text_.size() >= limit) flush();
    }
    void put(std::string_view text) {
        text_.add(text);
        if (text_.size() >= limit) flush();
    }
    [[gnu::format(printf, 2, 3)]] void print(const char *format, ...);
    // A format that is not known here: * for width and precision, then the value.
    template <class T>
    void print_by(const char *format, int width, int precision, T value) {
        const int size = snprintf(nullptr, 0, format, width, precision, value);
        if (size <= 0) return;
        snprintf(text_.reserve(static_cast<size_t>(size) + 1), static_cast<size_t>(size) + 1,
                 format, width, precision, value);
        text_.extend(static_cast<size_t>(size));
    }
    // Writes out; remembers a failure until failed() is asked.
    void flush();
    // errno of a failed write since the last question, or 0.
    int failed();
    // Text inside '...' or as it stands, so that the shell can read it back.
    void put_quoted(std::string_view text);
    void forget() { text_.clear(); }

private:
    static constexpr size_t limit = 8192;

    buffer text_;
    int descriptor_;
    int error_ = 0;
};

extern output out;
extern output err;

// Writes all of it, going on after interruptions; false with errno.
bool write_all(int descriptor, std::string_view text);

}  // namespace msh
