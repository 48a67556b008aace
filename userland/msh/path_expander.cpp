// Pathname expansion.

#include "msh/expansion.hpp"

#include <algorithm>

#include <dirent.h>
#include <sys/stat.h>

namespace msh {

namespace {

// A name with its first eight bytes as a number, which decides most comparisons.
struct found_name {
    unsigned long long key;
    char *name;
};

struct search {
    found_name *found = nullptr;
    size_t count = 0, capacity = 0;
    buffer path;

    ~search() { free(found); }
    void add();
    void enter(std::string_view pattern);
    void list(std::string_view component, std::string_view rest);
};

void search::add() {
    if (count == capacity) {
        capacity = capacity * 2 + 64;
        found = static_cast<found_name *>(need_memory(found, capacity * sizeof *found));
    }
    char *name = scratch.copy(path.view());
    unsigned long long key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < path.size() ? static_cast<unsigned char>(path[i]) : 0);
    found[count++] = {key, name};
}

// `path` holds what has been found so far, and ends in a slash if it is not empty.
void search::enter(std::string_view pattern) {
    const size_t slash = pattern.find('/');
    const std::string_view component = pattern.substr(0, slash);
    const size_t kept = path.size();
    if (has_wildcard(component)) {
        std::string_view rest = slash == pattern.npos ? std::string_view() : pattern.substr(slash);
        list(component, rest);
        return;
    }
    for (size_t i = 0; i < component.size(); i++) {
        if ((component[i] == quote_mark || component[i] == '\\') && i + 1 < component.size()) i++;
        path.add(component[i]);
    }
    if (slash == pattern.npos) {
        struct stat status;
        if (lstat(path.empty() ? "." : path.text(), &status) == 0) add();
    } else {
        size_t next = slash;
        while (next < pattern.size() && pattern[next] == '/') {
            path.add('/');
            next++;
        }
        enter(pattern.substr(next));
    }
    path.resize(kept);
}

void search::list(std::string_view component, std::string_view rest) {
    const size_t kept = path.size();
    DIR *folder = opendir(path.empty() ? "." : path.text());
    if (!folder) return;
    const size_t dot = component[0] == quote_mark || component[0] == '\\' ? 1 : 0;
    const bool hidden = component.size() > dot && component[dot] == '.';
    while (const dirent *entry = readdir(folder)) {
        const char *name = entry->d_name;
        if (name[0] == '.' && !hidden) continue;
        if (!matches(component, name)) continue;
        if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2]))) continue;
        path.resize(kept);
        path.add(name);
        if (rest.empty()) {
            add();
            continue;
        }
        if (entry->d_type != DT_DIR && entry->d_type != DT_LNK && entry->d_type != DT_UNKNOWN)
            continue;
        struct stat status;
        if (entry->d_type != DT_DIR &&
            (stat(path.text(), &status) != 0 || !S_ISDIR(status.st_mode)))
            continue;
        size_t next = 0;
        while (next < rest.size() && rest[next] == '/') {
            path.add('/');
            next++;
        }
        enter(rest.substr(next));
    }
    closedir(folder);
    path.resize(kept);
}

}  // namespace

bool expand_path(std::string_view pattern, field_list &into) {
    if (!has_wildcard(pattern)) return false;
    search s;
    s.enter(pattern);
    if (!s.count) return false;
    std::sort(s.found, s.found + s.count, [](const found_name &a, const found_name &b) {
        return a.key != b.key ? a.key < b.key : strcmp(a.name, b.name) < 0;
    });
    for (size_t i = 0; i < s.count; i++) into.add(s.found[i].name);
    return true;
}

}  // namespace msh
