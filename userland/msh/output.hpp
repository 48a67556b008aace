// What builtins write: collected, and written at their end or when much has come together.
#pragma once

#include "msh/buffer.hpp"

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
    // The conversions of format.hpp.
    [[gnu::format(printf, 2, 3)]] void print(const char *format, ...);
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
