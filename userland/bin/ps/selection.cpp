#include "bin/ps/selection.hpp"

#include "lib/account.hpp"
#include "lib/program.hpp"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <cstring>

namespace {

template <typename T>
bool has(const std::vector<T> &list, const T &value) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

void selection::add_words(std::vector<std::string> &list, const char *text) {
    while (*text) {
        const size_t length = std::strcspn(text, ", \t");
        if (length) list.emplace_back(text, length);
        text += length + (text[length] != '\0');
    }
}

bool selection::add_numbers(std::vector<pid_t> &list, const char *text) const {
    std::vector<std::string> words;
    add_words(words, text);
    for (const std::string &word : words) {
        char *end = nullptr;
        const long value = std::strtol(word.c_str(), &end, 10);
        if (*end || value < 1 || value > INT_MAX) {
            warn("process ID list syntax error: '%s'", text);
            return false;
        }
        list.push_back(static_cast<pid_t>(value));
    }
    if (words.empty()) warn("process ID list syntax error: '%s'", text);
    return !words.empty();
}

bool selection::add_users(const char *text) {
    std::vector<std::string> words;
    add_words(words, text);
    for (const std::string &word : words) {
        const auto user = find_user(word.c_str());
        if (!user) {
            warn("user name does not exist: '%s'", word.c_str());
            return false;
        }
        users.push_back(*user);
    }
    return true;
}

bool selection::is_listed(const process_entry &entry) const {
    if (has(pids, entry.pid) || has(parents, entry.parent) || has(groups, entry.group) ||
        has(sessions, entry.session) || has(users, entry.user) || has(names, entry.name))
        return true;
    for (const std::string &name : terminals) {
        const std::string own = entry.terminal ? terminal_name(entry.terminal) : "?";
        if (name == own || name == "/dev/" + own || (name == "-" && !entry.terminal)) return true;
    }
    return false;
}

bool selection::is_default() const {
    return !all && !with_terminal && !bsd_a && !bsd_x && pids.empty() && parents.empty() &&
           groups.empty() && sessions.empty() && users.empty() && terminals.empty() &&
           names.empty();
}

bool selection::takes(const process_entry &entry, const process_entry &self) const {
    bool taken = all || is_listed(entry);
    if (with_terminal) taken |= entry.terminal && entry.session != entry.pid;
    if (bsd_a || bsd_x) taken |= (bsd_a || entry.user == self.user) && (bsd_x || entry.terminal);
    if (is_default()) taken = entry.user == self.user && entry.terminal == self.terminal;
    return taken != inverted;
}
