// The text that is edited and the cursor in it; positions are in bytes, at the beginning of a
// character.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

class line_text {
public:
    std::string_view view() const { return text_.view(); }
    size_t size() const { return text_.size(); }
    bool empty() const { return text_.empty(); }
    size_t at() const { return at_; }
    void go(size_t at) { at_ = at; }

    // All of it anew, with the cursor behind it.
    void set(std::string_view text);
    // Before the cursor.
    void insert(std::string_view text);
    // Takes [from, to) out and moves the cursor there; what is kept comes back by yanked().
    void cut(size_t from, size_t to, bool keeps);
    void yank(size_t from, size_t to) const;
    // What was cut last, in any line.
    static std::string_view yanked();
    // Whether what cut() keeps next joins what it kept last.
    static void join_kills(bool joins);
    // The two characters around the cursor change their places.
    void transpose();
    // The character at the cursor becomes that one, without moving the cursor.
    void replace(std::string_view character);

    size_t before(size_t at) const;
    size_t after(size_t at) const;
    size_t word_before(size_t at, bool by_blanks) const;
    size_t word_after(size_t at) const;
    // The line around the cursor, without its newline.
    size_t line_begin() const;
    size_t line_end() const;

private:
    buffer text_;
    size_t at_ = 0;
};

}  // namespace msh
