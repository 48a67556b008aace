#pragma once

#include "bin/ls/ls_colours.hpp"
#include "bin/ls/ls_style.hpp"

#include <sys/stat.h>

/// A file that is listed.
struct ls_file {
    std::string name;
    std::string target;  ///< what a link holds, in the long format
    struct stat status = {};
    mode_t target_mode = 0;       ///< of what a link points to; 0 if it points nowhere
    bool target_checked = false;  ///< `target_mode` has been looked for
    bool known = false;           ///< `status` has been read
    timespec birth = {0, -1};     ///< where it is asked for; without nanoseconds if not known

    [[nodiscard]] const timespec &time(ls_style::which_time which) const {
        switch (which) {
        case ls_style::which_time::modified: return status.st_mtim;
        case ls_style::which_time::accessed: return status.st_atim;
        case ls_style::which_time::changed: return status.st_ctim;
        default: return birth;
        }
    }
};

/// Files that are shown together, those of one directory or those of the command line.
class ls_listing {
public:
    ls_listing(const ls_style &style, const ls_colours &colours)
        : style_(style), colours_(colours) {}

    void add(ls_file file) { files_.push_back(std::move(file)); }
    [[nodiscard]] bool empty() const { return files_.empty(); }
    [[nodiscard]] const std::vector<ls_file> &files() const { return files_; }

    void sort();
    /// Writes the files to standard output in the format that the style says.
    void print() const;
    /// Writes "total N", the sum of the blocks taken.
    void print_total() const;

private:
    struct widths {
        size_t inode = 0, blocks = 0, links = 0, owner = 0, group = 0, size = 0, major = 0,
               minor = 0;
    };
    [[nodiscard]] widths measure() const;
    void print_lines() const;
    void print_line(const ls_file &file, const widths &columns, bool sets_off,
                    std::string &line) const;
    void append_unknown(std::string &line, const ls_file &file, const widths &columns) const;
    void print_columns() const;
    void print_on_one_line() const;
    void print_commas() const;

    void append_cell(std::string &text, const ls_file &file, const widths &columns) const;
    void append_name(std::string &text, const ls_file &file) const;
    void append_coloured(std::string &text, std::string_view name, std::string_view shown,
                         mode_t mode, bool broken) const;
    [[nodiscard]] std::string shown_name(std::string_view name) const;
    [[nodiscard]] bool sets_off_quotes() const;
    [[nodiscard]] char indicator(mode_t mode) const;
    void append_time(std::string &line, const ls_file &file) const;
    void append_owner(std::string &line, const char *name, unsigned id, size_t width) const;
    void append_size(std::string &line, const ls_file &file, const widths &columns) const;
    [[nodiscard]] size_t width_of(const ls_file &file, const widths &columns) const;

    const ls_style &style_;
    const ls_colours &colours_;
    std::vector<ls_file> files_;
};
