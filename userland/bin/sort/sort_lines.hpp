#pragma once

#include "bin/sort/sort_key.hpp"
#include "bin/sort/text_sort.hpp"

#include <vector>

/// How lines are ordered, and which of them are written.
struct sort_plan {
    std::vector<sort_key> keys;  ///< none: whole lines
    bool reverse = false;        ///< of whole lines, where keys do not decide
    bool stable = false;         ///< keys alone decide, then the order of the input
    bool unique = false;         ///< one of the lines with equal keys
    std::optional<char> separator;
    char end = '\n';
};

/// Lines in memory, all of them.
class sort_lines {
public:
    explicit sort_lines(const sort_plan &plan) : plan_(plan) {}
    ~sort_lines();
    sort_lines(const sort_lines &) = delete;
    sort_lines &operator=(const sort_lines &) = delete;

    /// Adds what a file holds. False with errno set after a failed read.
    [[nodiscard]] bool read(int descriptor);
    /// Ends the file: a last line without an end gets one, the next file begins a line.
    [[nodiscard]] bool end_file();

    void sort();
    /// Merges the files, each of which is sorted.
    void merge();
    /// The number, from 1, of the first line that is out of order, or 0.
    size_t first_disorder();
    [[nodiscard]] std::string_view text(size_t number) const { return view(lines_[number - 1]); }

    /// Writes the lines to standard output, with their ends.
    void write() const;

private:
    using line = text_line;
    [[nodiscard]] std::string_view view(const line &each) const { return each.in(text_); }
    [[nodiscard]] bool grow(size_t room);
    void split();
    [[nodiscard]] int compare_keys(const line &a, const line &b) const;
    [[nodiscard]] int compare(const line &a, const line &b) const;
    [[nodiscard]] bool precedes(const line &a, const line &b) const;
    [[nodiscard]] bool same(const line &a, const line &b) const;

    const sort_plan &plan_;
    char *text_ = nullptr;
    size_t size_ = 0, capacity_ = 0;
    std::vector<size_t> file_ends_;
    std::vector<line> lines_;
};
