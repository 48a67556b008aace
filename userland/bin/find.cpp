#include "bin/find/find_node.hpp"
#include "bin/find/find_output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>

namespace {

constexpr char help[] =
    "Usage: find [-H] [-L] [-P] [PATH]... [EXPRESSION]\n"
    "Walk the directories below each PATH (. for none) and print what EXPRESSION is true for.\n\n"
    "  -H, -L, -P            follow links given as PATH; all links; none (default)\n\n"
    "EXPRESSION, in order of precedence: ( E ), ! E, E E or E -a E, E -o E, E , E.\n"
    "Options: -depth -daystart -maxdepth N -mindepth N -mount -xdev\n"
    "Tests (N, +N: more, -N: less): -amin N -anewer FILE -atime N -cmin N -cnewer FILE -ctime N\n"
    "  -empty -executable -false -gid N -group NAME -iname GLOB -inum N -ipath GLOB -iregex RE\n"
    "  -links N -mmin N -mtime N -name GLOB -newer FILE -newerXY FILE -nogroup -nouser -path GLOB\n"
    "  -perm [-/]MODE -readable -regex RE -regextype TYPE -samefile FILE -size N[bcwkMG]\n"
    "  -true -type [bcdflps] -uid N -used N -user NAME -writable -xtype [bcdflps]\n"
    "Actions: -delete -exec COMMAND ; -exec COMMAND {} + -execdir ... -ls -ok COMMAND ; -print\n"
    "  -print0 -printf FORMAT -prune -quit; into FILE: -fls FILE -fprint FILE -fprint0 FILE\n"
    "  -fprintf FILE FORMAT\n";

class finder final : tree_visitor {
public:
    finder(find_node &expression, const find_walk &walk) : expression_(expression), walk_(walk) {
        clock_gettime(CLOCK_REALTIME, &context_.now);
    }
    int run(const std::vector<char *> &paths);

private:
    verdict enter(const tree_entry &entry) override;
    void leave(const tree_entry &entry) override;
    void failed(const tree_entry &entry, failure what, int reason) override;
    void judge(const tree_entry &entry);

    find_node &expression_;
    const find_walk &walk_;
    find_context context_;
};

void finder::judge(const tree_entry &entry) {
    if (entry.depth < walk_.least_depth || entry.depth > walk_.most_depth || context_.quit) return;
    context_.entry = &entry;
    expression_.test(context_);
}

tree_visitor::verdict finder::enter(const tree_entry &entry) {
    const bool folder = S_ISDIR(entry.status.st_mode);
    const bool deeper = folder && entry.depth < walk_.most_depth;
    context_.prune = false;
    // A directory that is not descended into gets no leave().
    if (!walk_.depth_first || !deeper) judge(entry);
    if (context_.quit || out.failed()) return verdict::stop;
    return deeper && (!context_.prune || walk_.depth_first) ? verdict::descend : verdict::skip;
}

void finder::leave(const tree_entry &entry) {
    if (walk_.depth_first) judge(entry);
}

void finder::failed(const tree_entry &entry, failure what, int reason) {
    context_.status = 1;
    out.flush();
    const std::string name = quoted(entry.path);
    if (what == failure::loop) {
        warn(
            "File system loop detected; %s is part of the same file system loop as a directory "
            "above it.",
            name.c_str());
        return;
    }
    errno = reason;
    warn_errno("%s", name.c_str());
}

int finder::run(const std::vector<char *> &paths) {
    for (const char *path : paths) {
        if (context_.quit) break;
        tree_walk(*this, walk_.links, walk_.one_file_system).visit(path);
    }
    expression_.finish(context_);
    return finish_find_outputs(context_.status);
}

}  // namespace

int find_main(int argc, char **argv) {
    find_walk walk;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; ++at) {
        const std::string_view word = argv[at];
        if (word == "-H")
            walk.links = tree_walk::follow::operands;
        else if (word == "-L")
            walk.links = tree_walk::follow::always;
        else if (word == "-P")
            walk.links = tree_walk::follow::never;
        else if (word == "--help" || word == "-help") {
            out.write(help);
            return 0;
        } else if (!word.starts_with("-O") && word != "--") {
            break;
        } else if (word == "--") {
            ++at;
            break;
        }
    }
    std::vector<char *> paths;
    const auto begins_expression = [](const char *word) {
        return (word[0] == '-' && word[1]) || std::strcmp(word, "(") == 0 ||
               std::strcmp(word, "!") == 0;
    };
    while (at < argc && !begins_expression(argv[at])) paths.push_back(argv[at++]);
    static char here[] = ".";
    if (paths.empty()) paths.push_back(here);
    const find_node_pointer expression =
        parse_find_expression({argv + at, static_cast<size_t>(argc - at)}, walk);
    if (!expression) return 1;
    return finder(*expression, walk).run(paths);
}
