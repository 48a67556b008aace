#pragma once

#include "lib/process_table.hpp"

#include <string>
#include <vector>

/// Which processes ps prints: those that any of the criteria takes. Without any, those of this
/// process's user and terminal.
struct selection {
    bool all = false;            ///< -e, -A
    bool with_terminal = false;  ///< -a: without session leaders; BSD's a: of every user
    bool bsd_a = false, bsd_x = false;
    bool inverted = false;
    std::vector<pid_t> pids, parents, groups, sessions;
    std::vector<uid_t> users;
    std::vector<std::string> terminals, names;

    /// Fills a list from an argument: words with commas or spaces between. False after a message.
    [[nodiscard]] bool add_numbers(std::vector<pid_t> &list, const char *text) const;
    [[nodiscard]] bool add_users(const char *text);
    static void add_words(std::vector<std::string> &list, const char *text);

    [[nodiscard]] bool takes(const process_entry &entry, const process_entry &self) const;

private:
    [[nodiscard]] bool is_listed(const process_entry &entry) const;
    [[nodiscard]] bool is_default() const;
};
