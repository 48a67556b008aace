#pragma once

#include "bin/grep/grep_options.hpp"

/// The search of one open file.
class grep_search {
public:
    /// `name` is what is shown; `with_name`: in front of lines.
    grep_search(const grep_options &options, const char *name, bool with_name)
        : options_(options), name_(name), with_name_(with_name) {}
    ~grep_search();
    grep_search(const grep_search &) = delete;
    grep_search &operator=(const grep_search &) = delete;

    /// Searches and writes. Returns the errno of a failed read, or 0.
    int run(int descriptor);
    [[nodiscard]] bool selected() const { return count_ != 0; }
    /// Whether all lines that were asked for came before the end.
    [[nodiscard]] bool stopped_early() const { return done_; }
    /// Bytes from where it began to behind the last line that was selected.
    [[nodiscard]] uint64_t next_line() const { return next_line_; }

private:
    bool fill(int descriptor);
    void search(const char *limit);
    bool take_line(const char *line, const char *end);
    bool is_binary();
    void select(const char *line, const char *end);
    void print_before(const char *line);
    void print_after(const char *stop);
    void print_line(const char *line, const char *end, char separator);
    void print_matches(const char *line, const char *end, char separator);
    void print_coloured(const char *line, const char *end, bool matching);
    void print_prefix(const char *line, const char *at, char separator);
    void print_separator(char separator);
    void print_name();
    [[nodiscard]] const char *line_end(const char *at, const char *limit) const;
    [[nodiscard]] const char *lines_back(const char *at, uint64_t lines) const;
    void finish();

    const grep_options &options_;
    const char *const name_;
    const bool with_name_;

    char *buffer_ = nullptr;
    size_t capacity_ = 0;
    char *filled_ = nullptr;
    const char *begin_ = nullptr;    ///< what is kept of the file
    const char *at_ = nullptr;       ///< lines before it have been searched
    const char *printed_ = nullptr;  ///< lines before it are written, or not to be
    const char *counted_ = nullptr;  ///< newlines before it are in lines_
    uint64_t offset_ = 0;            ///< of buffer_ in the file
    uint64_t next_line_ = 0;
    uint64_t lines_ = 0, count_ = 0, after_left_ = 0;
    bool done_ = false, binary_ = false, any_printed_ = false;
    bool binary_known_ = false;  ///< of what is in the buffer
    int error_ = 0;
};
