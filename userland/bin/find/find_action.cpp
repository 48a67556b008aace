#include "bin/find/find_node.hpp"
#include "bin/find/find_output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

struct print_node final : find_node {
    print_node(char after, output &to) : end(after), into(to) {}
    bool test(find_context &context) override {
        into.write(context.entry->path);
        into.put(end);
        return true;
    }
    char end;
    output &into;
};

struct prune_node final : find_node {
    bool test(find_context &context) override { return context.prune = true; }
};

struct quit_node final : find_node {
    bool test(find_context &context) override { return context.quit = true; }
};

struct delete_node final : find_node {
    bool test(find_context &context) override {
        const tree_entry &entry = *context.entry;
        // The directory where the work began stays.
        if (std::strcmp(entry.path, ".") == 0) return true;
        const int flags = S_ISDIR(entry.status.st_mode) ? AT_REMOVEDIR : 0;
        if (unlinkat(entry.folder, entry.name, flags) == 0) return true;
        const int reason = errno;
        out.flush();
        errno = reason;
        warn_errno("cannot delete %s", quoted(entry.path).c_str());
        context.status = 1;
        return false;
    }
};

/// -exec, -execdir and -ok; with `batch` many files at once.
class exec_node final : public find_node {
public:
    std::vector<std::string> words;
    bool batch = false, ask = false, in_folder = false;

    bool test(find_context &context) override;
    void finish(find_context &context) override {
        if (!files_.empty()) run_batch(context);
    }

private:
    bool run(const std::vector<std::string> &command, find_context &context, int folder) const;
    void run_batch(find_context &context);

    static constexpr size_t most_bytes = 131072;
    std::vector<std::string> files_;
    size_t size_ = 0;
};

bool exec_node::run(const std::vector<std::string> &command, find_context &context,
                    int folder) const {
    std::vector<char *> argv;
    for (const std::string &each : command) argv.push_back(const_cast<char *>(each.c_str()));
    argv.push_back(nullptr);
    out.flush();
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (folder != AT_FDCWD) posix_spawn_file_actions_addfchdir_np(&actions, folder);
    pid_t child;
    const int reason = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (reason) {
        errno = reason;
        warn_errno("%s", quoted(argv[0]).c_str());
        if (batch) context.status = 1;
        return false;
    }
    int status;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void exec_node::run_batch(find_context &context) {
    std::vector<std::string> command = words;
    command.insert(command.end(), files_.begin(), files_.end());
    files_.clear();
    size_ = 0;
    if (!run(command, context, AT_FDCWD)) context.status = 1;
}

bool exec_node::test(find_context &context) {
    const tree_entry &entry = *context.entry;
    std::string path = entry.path;
    if (in_folder) {
        path = last_component(entry.name);
        if (path != "/") path.insert(0, "./");
    }
    if (batch && !in_folder) {
        if (size_ + path.size() + 1 > most_bytes) run_batch(context);
        files_.push_back(path);
        size_ += path.size() + 1;
        return true;
    }
    std::vector<std::string> command = words;
    if (batch) command.push_back(path);
    for (std::string &word : command)
        for (size_t at = 0; !batch && (at = word.find("{}", at)) != word.npos; at += path.size())
            word.replace(at, 2, path);
    if (ask) {
        out.flush();
        std::fprintf(stderr, "< %s ... %s > ? ", words[0].c_str(), entry.path);
        char first = 0, c;
        for (bool start = true; read(STDIN_FILENO, &c, 1) == 1 && c != '\n'; start = false)
            if (start) first = c;
        if (first != 'y' && first != 'Y') return false;
    }
    const bool done = run(command, context, in_folder ? entry.folder : AT_FDCWD);
    if (batch && !done) context.status = 1;
    return batch || done;
}

find_node_pointer make_exec(std::span<char *> words, size_t &at, bool &failed) {
    const char *name = words[at];
    auto node = std::make_unique<exec_node>();
    node->ask = std::strncmp(name, "-ok", 3) == 0;
    node->in_folder = std::strstr(name, "dir") != nullptr;
    for (++at; at < words.size(); ++at) {
        const std::string word = words[at];
        if (word == ";" && !node->words.empty()) return node;
        if (word == "+" && !node->words.empty() && node->words.back() == "{}" && !node->ask) {
            node->words.pop_back();
            node->batch = true;
            return node;
        }
        node->words.push_back(word);
    }
    warn("missing argument to `%s'", name);
    failed = true;
    return nullptr;
}

/// The action that writes, called `word` without the f of -fprint; its arguments come from `words`.
find_node_pointer make_print(std::string_view word, std::span<char *> words, size_t &at,
                             output &into) {
    if (word == "-print") return std::make_unique<print_node>('\n', into);
    if (word == "-print0") return std::make_unique<print_node>('\0', into);
    if (word == "-ls")
        return make_find_printf("%9i %6k %M %3n %-8u %-8g %8s %Tb %2Td %TH:%TM %p\\n", into);
    if (at + 1 < words.size()) return make_find_printf(words[++at], into);
    warn("missing argument to `%s'", words[at]);
    return nullptr;
}

}  // namespace

find_node_pointer make_find_action(std::span<char *> words, size_t &at, find_walk &walk,
                                   bool &failed) {
    std::string word = words[at];
    if (word == "-prune") return std::make_unique<prune_node>();
    if (word == "-quit") return std::make_unique<quit_node>();
    const bool to_file = word.starts_with("-f");
    if (to_file) word.erase(1, 1);
    const bool prints = word == "-print" || word == "-print0" || word == "-printf" || word == "-ls";
    const bool executes =
        word == "-exec" || word == "-execdir" || word == "-ok" || word == "-okdir";
    if (!prints && (to_file || (!executes && word != "-delete"))) return nullptr;
    walk.has_action = true;
    if (word == "-delete") {
        walk.depth_first = true;
        return std::make_unique<delete_node>();
    }
    if (executes) return make_exec(words, at, failed);
    output *into = &out;
    if (to_file) {
        if (at + 1 < words.size())
            into = open_find_output(words[++at]);
        else
            into = (warn("missing argument to `%s'", words[at]), nullptr);
    }
    find_node_pointer node = into ? make_print(word, words, at, *into) : nullptr;
    failed = !node;
    return node;
}
