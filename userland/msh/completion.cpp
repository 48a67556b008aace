#include "msh/completion.hpp"

#include "msh/command_table.hpp"
#include "msh/completion_word.hpp"
#include "msh/job.hpp"
#include "msh/variable.hpp"

#include <dirent.h>
#include <sys/stat.h>

namespace msh {

namespace {

// What each_command() and each_variable() call back.
candidates *now;
std::string_view stem;

void add(std::string_view name, bool folder = false) {
    if (name.starts_with(stem)) now->add(name, folder);
}

enum class files : unsigned char { all, folders, programs, programs_and_folders };

void add_files(const char *folder, files which) {
    DIR *d = opendir(*folder ? folder : ".");
    if (!d) return;
    buffer path;
    while (const dirent *e = readdir(d)) {
        const std::string_view name = e->d_name;
        if (name[0] == '.' && (stem.empty() || name == "." || name == "..")) continue;
        if (!name.starts_with(stem)) continue;
        path.clear();
        path.add(std::string_view(folder));
        if (*folder) path.add('/');
        path.add(name);
        struct stat s;
        const bool known = stat(path.text(), &s) == 0;
        const bool is_folder = known && S_ISDIR(s.st_mode);
        const bool is_program = known && !is_folder && (s.st_mode & 0111);
        if (which == files::all || (is_folder && which != files::programs) ||
            (is_program && which != files::folders))
            now->add(name, is_folder);
    }
    closedir(d);
}

void add_commands() {
    each_command(
        [](command_entry &e, void *) {
            if (e.built_in || e.function) add(e.name);
        },
        nullptr);
    const char *path = variable_value("PATH");
    buffer folder;
    while (path && *path) {
        const size_t size = strcspn(path, ":");
        folder.clear();
        folder.add(std::string_view(path, size));
        add_files(folder.text(), files::programs);
        path += size + (path[size] == ':');
    }
}

// A job by the first word of its text, or by its number where that would name two.
void add_jobs() {
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
        add(unique ? name : digits.view());
    }
}

}  // namespace

void complete_line(std::string_view before, buffer &addition, candidates &choices) {
    using kind = completion_word::kind;
    completion_word word;
    find_completion_word(before, word);
    now = &choices;
    stem = word.stem.view();
    switch (word.wanted) {
    case kind::variable:
        each_variable([](variable &v) {
            if (v.is_set) add(v.name());
        });
        break;
    case kind::job: add_jobs(); break;
    case kind::command:
        if (word.folder.empty())
            add_commands();
        else
            add_files(word.folder.text(), files::programs_and_folders);
        break;
    case kind::file: add_files(word.folder.text(), files::all); break;
    case kind::folder: add_files(word.folder.text(), files::folders); break;
    }
    choices.sort();
    if (!choices.count()) return;
    const std::string_view more = choices.common().substr(stem.size());
    add_completion(addition, more, word.quote, word.starts && stem.empty());
    if (choices.count() > 1) return;
    if (choices[0].folder) {
        addition.add('/');
    } else if (word.wanted == kind::variable) {
        if (word.braces)
            addition.add('}');
        else if (!word.quote)
            addition.add(' ');
    } else {
        if (word.quote) addition.add(word.quote);
        addition.add(' ');
    }
}

}  // namespace msh
