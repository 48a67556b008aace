#include "bin/tail/tail_follower.hpp"
#include "lib/choice.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: tail [OPTION]... [FILE]...\n"
    "Write the last 10 lines of each FILE; of standard input for none or '-'.\n\n"
    "  -c, --bytes=[+]NUMBER      the last NUMBER bytes; with '+', from byte NUMBER on\n"
    "  -f, --follow[=name|descriptor]  go on with what is added; by name: also to a new file\n"
    "  -F                         same as --follow=name --retry\n"
    "  -n, --lines=[+]NUMBER      the last NUMBER lines; with '+', from line NUMBER on\n"
    "      --pid=PID              with -f, end when process PID has\n"
    "  -q, --quiet                no headers with file names\n"
    "      --retry                with -f, wait for a file that is not there\n"
    "  -s, --sleep-interval=SECONDS  with -f, look this often (1)\n"
    "  -v, --verbose              headers even for one file\n"
    "  -z, --zero-terminated      lines end with NUL\n"
    "      --help                 show this text\n";
constexpr int pid_code = 256, retry_code = 257, ignored_code = 258;
constexpr long_option names[] = {{"-disable-inotify", ignored_code},
                                 {"max-unchanged-stats", ignored_code, long_option::required},
                                 {"bytes", 'c', long_option::required},
                                 {"follow", 'f', long_option::optional},
                                 {"lines", 'n', long_option::required},
                                 {"pid", pid_code, long_option::required},
                                 {"quiet", 'q'},
                                 {"retry", retry_code},
                                 {"silent", 'q'},
                                 {"sleep-interval", 's', long_option::required},
                                 {"verbose", 'v'},
                                 {"zero-terminated", 'z'}};
constexpr choice follow_choices[] = {{"descriptor", 0}, {"name", 1}};

class tail_command {
public:
    int run(char **argv);

private:
    bool parse(options &parser);
    bool take_old_style(char **argv, std::vector<char *> &words);
    bool set_count(const char *text, bool bytes);
    void start(tail_file &file);
    void fail(const char *format, const char *name) {
        warn_errno(format, quoted(name).c_str());
        status_ = 1;
    }

    tail_part part_;
    tail_follower follower_;
    bool follow_ = false, retry_ = false, quiet_ = false, verbose_ = false;
    int status_ = 0;
};

bool tail_command::set_count(const char *text, bool bytes) {
    part_.bytes = bytes;
    if (part_.parse(text)) return true;
    const char *digits = text + (*text == '-' || *text == '+');
    warn("invalid number of %s: %s", bytes ? "bytes" : "lines",
         quoted(*text == '-' ? digits : text).c_str());
    return false;
}

/// `tail -5`, `tail +5c`, `tail -2lf`: older than options with letters, and only as first word.
bool tail_command::take_old_style(char **argv, std::vector<char *> &words) {
    words.push_back(argv[0]);
    const char *first = argv[1];
    const char *at = first ? first + 1 : "";
    const bool plus = first && first[0] == '+';
    if (first && (plus || first[0] == '-')) {
        const char *digits = at;
        while (*at >= '0' && *at <= '9') ++at;
        const bool counted = at > digits;
        std::string count(digits, static_cast<size_t>(at - digits));
        bool bytes = false;
        if (*at == 'b') count += 'b';
        if (*at && std::strchr("bcl", *at)) bytes = *at++ != 'l';
        const bool follow = *at == 'f';
        if (follow) ++at;
        if (counted && !*at) {
            part_.bytes = bytes;
            if (!part_.parse(((plus ? "+" : "") + count).c_str())) return false;
            follow_ = follow;
            ++argv;
        }
    }
    while (*++argv) words.push_back(*argv);
    words.push_back(nullptr);
    return true;
}

bool tail_command::parse(options &parser) {
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'c':
        case 'n':
            if (!set_count(parser.argument(), code == 'c')) return false;
            break;
        case 'F': follow_ = retry_ = follower_.by_name = true; break;
        case 'f': {
            follow_ = true;
            if (!parser.argument()) break;
            const auto value = choose("--follow", parser.argument(), follow_choices);
            if (!value) return false;
            follower_.by_name = *value;
            break;
        }
        case pid_code: {
            char *rest;
            const long value = std::strtol(parser.argument(), &rest, 10);
            if (*rest || rest == parser.argument() || value < 0 || value > INT32_MAX) {
                warn("invalid PID: %s", quoted(parser.argument()).c_str());
                return false;
            }
            follower_.process = static_cast<pid_t>(value);
            break;
        }
        case 'q': quiet_ = true, verbose_ = false; break;
        case 'v': verbose_ = true, quiet_ = false; break;
        case retry_code: retry_ = true; break;
        case ignored_code: break;
        case 's': {
            char *rest;
            const double value = std::strtod(parser.argument(), &rest);
            if (*rest || rest == parser.argument() || !(value >= 0) || value > 1e9) {
                warn("invalid number of seconds: %s", quoted(parser.argument()).c_str());
                return false;
            }
            follower_.pause.tv_sec = static_cast<time_t>(value);
            follower_.pause.tv_nsec =
                static_cast<long>((value - static_cast<double>(follower_.pause.tv_sec)) * 1e9);
            break;
        }
        case 'z': part_.end = '\0'; break;
        default: return false;
        }
    return true;
}

/// Opens a file and writes its last part.
void tail_command::start(tail_file &file) {
    const bool standard = std::strcmp(file.name, "-") == 0;
    file.descriptor = standard ? STDIN_FILENO : open(file.name, O_RDONLY | O_CLOEXEC);
    if (file.descriptor < 0) return fail("cannot open %s for reading", file.name);
    follower_.head(file);
    const char *shown = standard ? "standard input" : file.name;
    if (const int reason = part_.write(file.descriptor)) {
        // What is written before the message is in front of it.
        out.flush();
        errno = reason;
        fail("error reading %s", shown);
        if (follow_ && reason == EISDIR)
            warn("%s: cannot follow end of this type of file%s", quoted_if_needed(shown).c_str(),
                 follower_.by_name ? "" : "; giving up on this name");
        if (!standard) close(file.descriptor);
        file.descriptor = -1;
        return;
    }
    fstat(file.descriptor, &file.status);
    // As POSIX has it: a pipe as standard input is not followed.
    if (follow_ && standard && S_ISFIFO(file.status.st_mode)) file.descriptor = -1;
    if (!follow_ && !standard) close(file.descriptor);
}

int tail_command::run(char **argv) {
    std::vector<char *> words;
    if (!take_old_style(argv, words)) return 1;
    options parser(words.data(), "c:fFn:qs:vz", names, help);
    if (!parse(parser)) return 1;
    if (retry_ && !follow_) warn("warning: --retry ignored; --retry is useful only when following");
    const auto operands = parser.files();
    follower_.headers = verbose_ || (operands.size() > 1 && !quiet_);
    std::vector<tail_file> files;
    for (const char *name : operands) files.push_back({name});
    bool any = false;
    for (tail_file &each : files) {
        start(each);
        any = any || each.descriptor >= 0;
    }
    if (!follow_) return status_;
    if (!any && !retry_) {
        for (const tail_file &each : files)
            if (each.status.st_mode) return status_;
        warn("no files remaining");
        return 1;
    }
    follower_.by_name = follower_.by_name || retry_;
    follower_.follow(files);
    return status_;
}

}  // namespace

int tail_main(int, char **argv) { return tail_command().run(argv); }
