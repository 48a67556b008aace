#pragma once

#include "lib/input.hpp"

#include <string>

/// What xargs reads: arguments that a delimiter ends, or that blanks end, with quotes.
class word_reader {
public:
    enum class token { word, line_end, end, failed };

    explicit word_reader(input &file) : file_(file) {}

    int delimiter = -1;        ///< a byte, or -1: blanks and quotes
    bool whole_lines = false;  ///< only the end of a line ends an argument (-I)

    /// Takes -d's argument. False after a message.
    [[nodiscard]] bool set_delimiter(const char *text);
    /// The next argument, or the end of a line that holds some. `failed` after a message.
    token next(std::string &word) { return delimiter >= 0 ? next_plain(word) : next_quoted(word); }
    /// Of standard input, leaves what has not been used to the program that reads it next.
    void leave_rest();

private:
    int next_byte();
    token next_plain(std::string &word);
    token next_quoted(std::string &word);

    input &file_;
    std::string_view piece_;
    size_t at_ = 0;
    bool line_words_ = false, after_blank_ = false;  // of the line that is being read
};
