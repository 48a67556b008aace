#include "bin/grep/grep_search.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/tree_walk.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace {

class grep_command final : tree_visitor {
public:
    int run(char **argv);

private:
    verdict enter(const tree_entry &entry) override;
    void failed(const tree_entry &entry, failure what, int reason) override;

    void search_operand(const char *name);
    void search_file(int folder, const char *name, const char *shown);
    void search_descriptor(int descriptor, const char *shown);
    void complain(const char *shown) {
        if (!options_.no_messages) {
            const int reason = errno;
            out.flush();
            errno = reason;
            warn_errno("%s", shown);
        }
        failed_ = true;
    }

    grep_options options_;
    struct stat output_ = {};
    bool with_names_ = false, selected_ = false, failed_ = false;
    bool default_folder_ = false;
};

void grep_command::search_descriptor(int descriptor, const char *shown) {
    struct stat status;
    const bool known = fstat(descriptor, &status) == 0;
    const bool writes =
        !options_.quiet && options_.list == grep_options::listing::none && options_.most > 1;
    if (known && writes && S_ISREG(status.st_mode) && status.st_ino == output_.st_ino &&
        status.st_dev == output_.st_dev) {
        out.flush();
        if (!options_.no_messages) warn("%s: input file is also the output", shown);
        failed_ = true;
        return;
    }
    const off_t start = known && descriptor == STDIN_FILENO && S_ISREG(status.st_mode)
                            ? lseek(descriptor, 0, SEEK_CUR)
                            : -1;
    grep_search search(options_, shown, with_names_);
    if (const int reason = search.run(descriptor)) {
        errno = reason;
        complain(shown);
    }
    // What reads standard input next goes on behind the last line that was asked for.
    if (start >= 0 && search.stopped_early())
        lseek(descriptor, start + static_cast<off_t>(search.next_line()), SEEK_SET);
    selected_ = selected_ || search.selected();
}

void grep_command::search_file(int folder, const char *name, const char *shown) {
    const int descriptor = openat(folder, name, O_RDONLY | O_NOCTTY | O_CLOEXEC);
    if (descriptor < 0) return complain(shown);
    search_descriptor(descriptor, shown);
    close(descriptor);
}

tree_visitor::verdict grep_command::enter(const tree_entry &entry) {
    if (options_.quiet && selected_) return verdict::stop;
    const char *shown = default_folder_ && entry.depth ? entry.path + 2 : entry.path;
    if (S_ISDIR(entry.status.st_mode))
        return (entry.depth == 0 && default_folder_) || options_.selects(entry.name, true)
                   ? verdict::descend
                   : verdict::skip;
    // Devices are read only if they are named.
    if (entry.depth && !S_ISREG(entry.status.st_mode)) return verdict::skip;
    if (options_.selects(entry.name, false)) search_file(entry.folder, entry.name, shown);
    return verdict::skip;
}

void grep_command::failed(const tree_entry &entry, failure what, int reason) {
    const char *shown = default_folder_ && entry.depth ? entry.path + 2 : entry.path;
    if (what == failure::loop) {
        if (!options_.no_messages) warn("%s: warning: recursive directory loop", shown);
        failed_ = true;
        return;
    }
    errno = reason;
    complain(shown);
}

void grep_command::search_operand(const char *name) {
    if (std::strcmp(name, "-") == 0) return search_descriptor(STDIN_FILENO, options_.label);
    if (options_.folders == grep_options::directories::recurse) {
        tree_walk walk(
            *this, options_.follow_links ? tree_walk::follow::always : tree_walk::follow::operands);
        return walk.visit(name);
    }
    struct stat status;
    const bool known = stat(name, &status) == 0, folder = known && S_ISDIR(status.st_mode);
    if (known && !folder && !S_ISREG(status.st_mode) && options_.skip_devices) return;
    if (folder && options_.folders == grep_options::directories::skip) return;
    if (!folder && !options_.selects(name, false)) return;
    search_file(AT_FDCWD, name, name);
}

int grep_command::run(char **argv) {
    out.set_error_status(2);
    if (const int status = options_.parse(argv)) return status;
    if (options_.selects_nothing()) return 1;
    fstat(STDOUT_FILENO, &output_);
    const bool recursive = options_.folders == grep_options::directories::recurse;
    struct stat status;
    with_names_ =
        options_.names >= 0
            ? options_.names
            : options_.files.size() > 1 ||
                  (recursive && (options_.files.empty() || (stat(options_.files[0], &status) == 0 &&
                                                            S_ISDIR(status.st_mode))));
    static char here[] = ".", standard_input[] = "-";
    if (options_.files.empty()) {
        default_folder_ = recursive;
        options_.files.push_back(recursive ? here : standard_input);
    }
    for (const char *name : options_.files) {
        search_operand(name);
        if (options_.quiet && selected_) return 0;
        if (out.failed()) break;
    }
    return failed_ ? 2 : selected_ ? 0 : 1;
}

}  // namespace

int grep_main(int, char **argv) { return grep_command().run(argv); }
int egrep_main(int, char **argv) {
    std::vector<char *> words;
    static char option[] = "-E";
    for (char **each = argv; *each; ++each) words.push_back(*each);
    words.insert(words.begin() + 1, option);
    words.push_back(nullptr);
    return grep_command().run(words.data());
}
int fgrep_main(int, char **argv) {
    std::vector<char *> words;
    static char option[] = "-F";
    for (char **each = argv; *each; ++each) words.push_back(*each);
    words.insert(words.begin() + 1, option);
    words.push_back(nullptr);
    return grep_command().run(words.data());
}
