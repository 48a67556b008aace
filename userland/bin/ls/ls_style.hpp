#pragma once

#include "lib/size_format.hpp"

#include <ctime>
#include <string>
#include <vector>

/// How `ls` shows what it lists: the options, decided once.
struct ls_style {
    enum class format : char { one, vertical, across, commas, lines };
    enum class order : char { name, size, time, extension, version, width, none };
    enum class which_time : char { modified, accessed, changed, born };
    enum class indicator : char { none, slash, type, classify };
    enum class links : char { decide, never, operands, always };
    enum class quoting : char { literal, shell, shell_always, c, escape };

    format layout = format::one;
    order sort = order::name;
    which_time time = which_time::modified;
    indicator indicators = indicator::none;
    links follow = links::decide;
    quoting quotes = quoting::literal;
    bool all = false, almost_all = false, no_backups = false;
    bool reverse = false, recursive = false, directories_as_files = false,
         directories_first = false;
    bool inode = false, blocks = false, numeric = false, owner = true, group = true;
    bool question_marks = false, colour = false, zero = false;
    unsigned width = 80, tab = 8;
    size_format block_size = {1024, 0, ""}, file_size = {1, 0, ""};
    /// strftime formats for times within the last half year, and for others.
    std::string recent_format = "%b %e %H:%M", old_format = "%b %e  %Y";
    std::vector<const char *> ignore, hide;

    [[nodiscard]] bool long_format() const { return layout == format::lines; }
    /// Whether `name` in a directory is listed.
    [[nodiscard]] bool shows(const char *name) const;
};

/// Sets `style` from the command line and the environment and fills `operands`. Returns 0, or the
/// status to end with after a message.
[[nodiscard]] int parse_ls_options(char **argv, ls_style &style, std::vector<char *> &operands);
