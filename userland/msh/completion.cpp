#include "msh/completion.hpp"

#include "msh/command_table.hpp"
#include "msh/job.hpp"
#include "msh/variable.hpp"

#include <dirent.h>
#include <sys/stat.h>

namespace msh {

namespace {

// The names that begin with the stem, and how far they agree.
struct candidates {
    std::string_view stem;
    buffer common, list;
    size_t count = 0;
    bool folder = false;

    void add(std::string_view name, bool is_folder) {
        if (!name.starts_with(stem)) return;
        if (!count) {
            common.add(name);
        } else {
            size_t same = 0;
            while (same < common.size() && same < name.size() && common[same] == name[same]) same++;
            if (same == common.size() && same == name.size()) return;
            common.resize(same);
        }
        count++;
        folder = is_folder;
        if (list.size() > 4000) return;
        if (!list.empty()) list.add("  ");
        list.add(name);
        if (is_folder) list.add('/');
    }
};

candidates *now;

void add_files(candidates &c, const char *folder, bool programs) {
    DIR *d = opendir(folder);
    if (!d) return;
    buffer path;
    while (const dirent *e = readdir(d)) {
        if (e->d_name[0] == '.' && (c.stem.empty() || c.stem[0] != '.')) continue;
        if (!std::string_view(e->d_name).starts_with(c.stem)) continue;
        path.clear();
        path.add(folder);
        path.add('/');
        path.add(e->d_name);
        struct stat s;
        const bool known = stat(path.text(), &s) == 0;
        const bool is_folder = known && S_ISDIR(s.st_mode);
        if (programs && (!known || is_folder || !(s.st_mode & 0111))) continue;
        c.add(e->d_name, is_folder);
    }
    closedir(d);
}

void add_commands(candidates &c) {
    each_command(
        [](command_entry &e, void *argument) {
            if (e.built_in || e.function) static_cast<candidates *>(argument)->add(e.name, false);
        },
        &c);
    const char *path = variable_value("PATH");
    buffer folder;
    while (path && *path) {
        const size_t size = strcspn(path, ":");
        folder.clear();
        folder.add(std::string_view(path, size));
        add_files(c, folder.text(), true);
        path += size + (path[size] == ':');
    }
}

// A job by the first word of its text, or by its number where that would name two.
void add_jobs(candidates &c) {
    const auto first_word = [](const job &j) {
        const std::string_view text = j.text ? j.text : "";
        return text.substr(0, text.find_first_of(" \t;|&()<>'\"$`"));
    };
    for (job *j = first_job(); j; j = j->next) {
        if (!j->number) continue;
        const std::string_view name = first_word(*j);
        bool unique = !name.empty();
        for (job *k = first_job(); k; k = k->next)
            if (k != j && k->number && first_word(*k).starts_with(name)) unique = false;
        buffer digits;
        digits.add_number(j->number);
        c.add(unique ? name : digits.view(), false);
    }
}

}  // namespace

void complete_line(std::string_view before, buffer &addition, buffer &choices) {
    size_t begin = before.find_last_of(" \t;|&(<>`\"'=");
    begin = begin == before.npos ? 0 : begin + 1;
    std::string_view word = before.substr(begin);
    std::string_view ahead = before.substr(0, begin);
    while (!ahead.empty() && ahead.back() == ' ') ahead.remove_suffix(1);
    const bool command =
        ahead.empty() || std::string_view(";|&(`").find(ahead.back()) != ahead.npos;
    candidates c;
    bool closes = true;
    if (word.starts_with('$')) {
        c.stem = word.substr(1);
        now = &c;
        each_variable([](variable &v) {
            if (v.is_set) now->add(v.name(), false);
        });
    } else if (word.starts_with('%')) {
        c.stem = word.substr(1);
        add_jobs(c);
    } else if (const size_t slash = word.rfind('/'); slash != word.npos || !command) {
        buffer folder;
        if (slash != word.npos) {
            std::string_view path = word.substr(0, slash + 1);
            const char *home = variable_value("HOME");
            if (path.starts_with("~/") && home) {
                folder.add(home);
                path.remove_prefix(1);
            }
            folder.add(path);
            c.stem = word.substr(slash + 1);
        } else {
            folder.add('.');
            c.stem = word;
        }
        add_files(c, folder.text(), false);
        closes = !c.folder;
    } else {
        c.stem = word;
        add_commands(c);
    }
    if (!c.count) return;
    addition.add(c.common.view().substr(c.stem.size()));
    if (c.count == 1)
        addition.add(closes ? ' ' : '/');
    else if (addition.empty())
        choices.add(c.list.view());
}

}  // namespace msh
