#include "bin/xargs/word_reader.hpp"
#include "lib/input.hpp"
#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/target.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

namespace {

constexpr char help[] =
    "Usage: xargs [OPTION]... COMMAND [ARGUMENT]...\n"
    "Run COMMAND (echo for none) with ARGUMENTs and further ones that standard input holds.\n\n"
    "  -0, --null                 arguments end with NUL; nothing else is special\n"
    "  -a, --arg-file=FILE        read FILE instead of standard input\n"
    "  -d, --delimiter=CHARACTER  arguments end with CHARACTER; nothing else is special\n"
    "  -E END                     stop at an argument END\n"
    "  -I REPLACE                 one line of input for each run, in the place of REPLACE\n"
    "  -L, --max-lines=N          at most N lines for each run\n"
    "  -n, --max-args=N           at most N arguments for each run\n"
    "  -o, --open-tty             the terminal is COMMAND's standard input\n"
    "  -P, --max-procs=N          at most N runs at a time, 0 for as many as there are\n"
    "  -p, --interactive          ask before each run\n"
    "  -r, --no-run-if-empty      no run without arguments from the input\n"
    "  -s, --max-chars=N          at most N bytes for each command\n"
    "  -t, --verbose              show each command on standard error\n"
    "  -x, --exit                 end if a command gets longer than -s allows\n"
    "      --help                 show this text\n"
    "Status: 0; 123 if a run failed, 124 if one ended with 255, 125 if one was killed, 126 if "
    "COMMAND\n"
    "cannot be run, 127 if it is not found, 1 for another error.\n";
constexpr long_option names[] = {{"arg-file", 'a', long_option::required},
                                 {"delimiter", 'd', long_option::required},
                                 {"eof", 'e', long_option::optional},
                                 {"exit", 'x'},
                                 {"interactive", 'p'},
                                 {"max-args", 'n', long_option::required},
                                 {"max-chars", 's', long_option::required},
                                 {"max-lines", 'l', long_option::optional},
                                 {"max-procs", 'P', long_option::required},
                                 {"no-run-if-empty", 'r'},
                                 {"null", '0'},
                                 {"open-tty", 'o'},
                                 {"replace", 'i', long_option::optional},
                                 {"verbose", 't'}};

class xargs_command {
public:
    explicit xargs_command(char **argv)
        : parser_(argv, "+0a:d:E:e::I:i::L:l::n:oP:prs:tx", names, help) {}
    int run();

private:
    bool parse();
    static void supersede(bool given, const char *previous, const char *by);
    bool set_number(char letter, uint64_t least, uint64_t &value);
    bool take_all();
    bool add(std::string word);
    bool run_replaced(const std::string &line);
    bool run_batch();
    bool start(const std::vector<std::string> &words);
    bool reap(bool all);
    bool judge(int status);

    options parser_;
    input file_;
    word_reader reader_{file_};
    const char *source_ = "-";
    std::vector<std::string> command_, batch_;
    size_t command_size_ = 0, batch_size_ = 0;
    uint64_t most_words_ = UINT64_MAX, most_lines_ = UINT64_MAX, most_bytes_ = 131072,
             most_runs_ = 1;
    uint64_t lines_ = 0, running_ = 0;
    const char *end_word_ = nullptr, *replace_ = nullptr;
    bool ask_ = false, verbose_ = false, skip_empty_ = false, terminal_ = false, exit_long_ = false;
    bool any_run_ = false;
    int status_ = 0;
};

bool xargs_command::set_number(char letter, uint64_t least, uint64_t &value) {
    char *rest;
    const char *text = parser_.argument();
    const long number = std::strtol(text, &rest, 10);
    if (rest == text || *rest)
        warn("invalid number \"%s\" for -%c option", text, letter);
    else if (number < static_cast<long>(least))
        warn("value %s for -%c option should be >= %llu", text, letter,
             static_cast<unsigned long long>(least));
    else {
        value = static_cast<uint64_t>(number);
        return true;
    }
    std::fputs("Try 'xargs --help' for more information.\n", stderr);
    return false;
}

/// Of options that exclude each other the last one counts.
void xargs_command::supersede(bool given, const char *previous, const char *by) {
    if (given)
        warn("warning: options --%s and %s are mutually exclusive, ignoring previous --%s value",
             previous, by, previous);
}

bool xargs_command::parse() {
    for (int code; (code = parser_.next()) != options::end;) switch (code) {
        case '0': reader_.delimiter = 0; break;
        case 'a': source_ = parser_.argument(); break;
        case 'd':
            if (!reader_.set_delimiter(parser_.argument())) return false;
            break;
        case 'E':
        case 'e':
            end_word_ = parser_.argument() && *parser_.argument() ? parser_.argument() : nullptr;
            break;
        case 'I':
        case 'i':
            supersede(most_words_ != UINT64_MAX, "max-args", "--replace/-I/-i");
            supersede(most_lines_ != UINT64_MAX, "max-lines", "--replace/-I/-i");
            replace_ = parser_.argument() ? parser_.argument() : "{}";
            most_words_ = most_lines_ = UINT64_MAX;
            break;
        case 'L':
        case 'l':
            supersede(most_words_ != UINT64_MAX, "max-args", code == 'L' ? "-L" : "--max-lines/-l");
            supersede(replace_, "replace", code == 'L' ? "-L" : "--max-lines/-l");
            most_lines_ = 1;
            if (parser_.argument() && !set_number(static_cast<char>(code), 1, most_lines_))
                return false;
            most_words_ = UINT64_MAX;
            replace_ = nullptr;
            break;
        case 'n':
            if (!set_number('n', 1, most_words_)) return false;
            supersede(most_lines_ != UINT64_MAX, "max-lines", "--max-args/-n");
            most_lines_ = UINT64_MAX;
            if (most_words_ == 1 && replace_) {
                most_words_ = UINT64_MAX;
            } else {
                supersede(replace_, "replace", "--max-args/-n");
                replace_ = nullptr;
            }
            break;
        case 'o': terminal_ = true; break;
        case 'P':
            if (!set_number('P', 0, most_runs_)) return false;
            if (!most_runs_) most_runs_ = UINT64_MAX;
            break;
        case 'p': ask_ = verbose_ = true; break;
        case 'r': skip_empty_ = true; break;
        case 's':
            if (!set_number('s', 1, most_bytes_)) return false;
            most_bytes_ = std::min<uint64_t>(most_bytes_, 2000000);
            break;
        case 't': verbose_ = true; break;
        case 'x': exit_long_ = true; break;
        default: return false;
        }
    for (const char *word : parser_.operands()) command_.emplace_back(word);
    if (command_.empty()) command_.emplace_back("echo");
    for (const std::string &each : command_) command_size_ += each.size() + 1;
    if (command_size_ <= most_bytes_) return true;
    warn("cannot fit single argument within argument list size limit");
    return false;
}

/// Waits for runs: all of them, or until another may start. False if the work is to end.
bool xargs_command::reap(bool all) {
    while (running_ && (all || running_ >= most_runs_)) {
        int status;
        if (wait(&status) < 0) {
            if (errno == EINTR) continue;
            running_ = 0;
            return true;
        }
        --running_;
        if (!judge(status)) return false;
    }
    return true;
}

bool xargs_command::judge(int status) {
    if (WIFSIGNALED(status)) {
        warn("%s: terminated by signal %d", command_[0].c_str(), WTERMSIG(status));
        status_ = 125;
        return false;
    }
    const int code = WEXITSTATUS(status);
    if (code == 255) {
        warn("%s: exited with status 255; aborting", command_[0].c_str());
        status_ = 124;
        return false;
    }
    if (code) status_ = 123;
    return true;
}

bool xargs_command::start(const std::vector<std::string> &words) {
    any_run_ = true;
    if (verbose_) {
        std::string line;
        for (const std::string &each : words) line += (line.empty() ? "" : " ") + each;
        std::fprintf(stderr, ask_ ? "%s?..." : "%s\n", line.c_str());
        if (ask_) {
            const int terminal = open("/dev/tty", O_RDONLY | O_CLOEXEC);
            char first = 0, c;
            for (bool start = true; terminal >= 0 && read(terminal, &c, 1) == 1 && c != '\n';
                 start = false)
                if (start) first = c;
            if (terminal >= 0) close(terminal);
            if (first != 'y' && first != 'Y') return true;
        }
    }
    if (!reap(false)) return false;
    std::vector<char *> argv;
    for (const std::string &each : words) argv.push_back(const_cast<char *>(each.c_str()));
    argv.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    // The input is xargs' own.
    if (terminal_)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/tty", O_RDONLY, 0);
    else if (std::strcmp(source_, "-") == 0)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    pid_t child;
    const int reason = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (reason) {
        errno = reason;
        warn_errno("%s", argv[0]);
        status_ = reason == ENOENT ? 127 : 126;
        return false;
    }
    ++running_;
    return true;
}

bool xargs_command::run_batch() {
    std::vector<std::string> words = command_;
    words.insert(words.end(), batch_.begin(), batch_.end());
    batch_.clear();
    batch_size_ = 0;
    lines_ = 0;
    return start(words);
}

bool xargs_command::run_replaced(const std::string &line) {
    std::vector<std::string> words;
    size_t size = 0;
    for (const std::string &each : command_) {
        std::string word = each;
        const size_t length = std::strlen(replace_);
        for (size_t at = 0; length && (at = word.find(replace_, at)) != word.npos;
             at += line.size())
            word.replace(at, length, line);
        size += word.size() + 1;
        words.push_back(std::move(word));
    }
    if (size > most_bytes_) {
        warn("argument list too long");
        status_ = 1;
        return false;
    }
    return start(words);
}

bool xargs_command::add(std::string word) {
    const size_t size = word.size() + 1;
    if (command_size_ + batch_size_ + size > most_bytes_) {
        if (batch_.empty() || exit_long_) {
            warn("argument line too long");
            status_ = 1;
            return false;
        }
        if (!run_batch()) return false;
        if (command_size_ + size > most_bytes_) {
            warn("argument line too long");
            status_ = 1;
            return false;
        }
    }
    batch_.push_back(std::move(word));
    batch_size_ += size;
    return batch_.size() < most_words_ || run_batch();
}

/// Reads all of the input. False if the work is to end early.
bool xargs_command::take_all() {
    std::string word;
    reader_.whole_lines = replace_ != nullptr;
    for (;;) {
        const auto kind = reader_.next(word);
        if (kind == word_reader::token::end) return true;
        if (kind == word_reader::token::failed) {
            if (!batch_.empty()) run_batch();
            status_ = 1;
            return false;
        }
        if (kind == word_reader::token::line_end) {
            if (!batch_.empty() && ++lines_ >= most_lines_ && !run_batch()) return false;
            continue;
        }
        if (end_word_ && reader_.delimiter < 0 && word == end_word_) {
            reader_.leave_rest();
            return true;
        }
        if (!(replace_ ? run_replaced(word) : add(std::move(word)))) return false;
        if (reader_.delimiter >= 0 && !replace_ && ++lines_ >= most_lines_ && !run_batch())
            return false;
    }
}

int xargs_command::run() {
    if (!parse()) return 1;
    if (!file_.open(source_)) {
        warn_errno("Cannot open input file '%s'", source_);
        return 1;
    }
    if (!take_all()) {
        reap(true);
        return status_;
    }
    if (file_.error()) {
        errno = file_.error();
        warn_errno("read error");
        status_ = 1;
    }
    if (!batch_.empty() || (!any_run_ && !skip_empty_ && !replace_)) run_batch();
    reap(true);
    return status_;
}

}  // namespace

int xargs_main(int, char **argv) { return xargs_command(argv).run(); }
