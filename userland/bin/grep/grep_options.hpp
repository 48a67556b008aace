#pragma once

#include "bin/grep/grep_pattern.hpp"

#include <cstdint>
#include <string>

/// What `grep` was told.
struct grep_options {
    enum class binary : char { message, text, no_match };
    enum class listing : char { none, matching, others };
    enum class directories : char { read, skip, recurse };

    grep_pattern pattern;
    bool invert = false, count = false, quiet = false, no_messages = false, only_matching = false;
    bool line_numbers = false, byte_offsets = false, line_buffered = false, initial_tab = false;
    bool name_with_nul = false, colour = false, follow_links = false;
    int names = -1;  ///< 1 and 0: file names are (not) in front of lines; -1: decide by the files
    binary binary_files = binary::message;
    listing list = listing::none;
    directories folders = directories::read;
    uint64_t most = UINT64_MAX;  ///< lines a file
    uint64_t before = 0, after = 0;
    bool context = false;  ///< asked for, even if it is of no lines
    char end = '\n';
    const char *group_separator = "--";  ///< between lines with context; null for none
    const char *label = "(standard input)";
    /// --include and --exclude, of which the last that fits decides, and --exclude-dir.
    struct name_rule {
        const char *glob;
        bool include;
    };
    std::vector<name_rule> file_rules;
    std::vector<std::string> excluded_folders;
    bool skip_devices = false;
    std::vector<char *> files;

    /// 0, or the status to end with after a message.
    [[nodiscard]] int parse(char **argv);
    /// Whether no line of any file can be selected, so that none need be read.
    [[nodiscard]] bool selects_nothing() const {
        return list != listing::others && (!most || (invert && pattern.matches_every_line()));
    }
    /// Whether the file of this name is searched.
    [[nodiscard]] bool selects(const char *name, bool folder) const;
};
