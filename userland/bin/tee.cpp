#include "lib/choice.hpp"
#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/program.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: tee [OPTION]... [FILE]...\n"
    "Copy standard input to standard output and to each FILE.\n\n"
    "  -a, --append             append to the FILEs\n"
    "  -i, --ignore-interrupts  ignore interrupts\n"
    "  -p                       go on when a pipe is closed (--output-error=warn-nopipe)\n"
    "      --output-error[=MODE]  what an error of writing does: warn, warn-nopipe, exit,\n"
    "                           exit-nopipe; -nopipe: but not a closed pipe\n"
    "      --help               show this text\n";
constexpr int error_code = 256;
constexpr long_option names[] = {{"append", 'a'},
                                 {"ignore-interrupts", 'i'},
                                 {"output-error", error_code, long_option::optional}};

enum on_error { sigpipe, warn_all, warn_nopipe, exit_all, exit_nopipe };
constexpr choice error_choices[] = {{"warn", warn_all},
                                    {"warn-nopipe", warn_nopipe},
                                    {"exit", exit_all},
                                    {"exit-nopipe", exit_nopipe}};

struct target {
    const char *name;
    int descriptor;  ///< -1 after an error
};

struct splitter {
    std::vector<target> targets{{"'standard output'", STDOUT_FILENO}};
    int mode = sigpipe;
    int status = 0;

    void copy(input &source);

private:
    bool write_all(const target &to, std::string_view piece);
};

/// False after an error that is to end the utility.
bool splitter::write_all(const target &to, std::string_view piece) {
    while (!piece.empty()) {
        const ssize_t written = write(to.descriptor, piece.data(), piece.size());
        if (written >= 0) {
            piece.remove_prefix(static_cast<size_t>(written));
        } else if (errno != EINTR) {
            if (errno == EPIPE && (mode == warn_nopipe || mode == exit_nopipe)) return false;
            warn_errno("%s", to.name);
            status = 1;
            return false;
        }
    }
    return true;
}

void splitter::copy(input &source) {
    size_t open = targets.size();
    for (std::string_view piece; open && !(piece = source.block()).empty();)
        for (target &each : targets) {
            if (each.descriptor < 0 || write_all(each, piece)) continue;
            if (status && (mode == exit_all || mode == exit_nopipe)) return;
            if (each.descriptor != STDOUT_FILENO) close(each.descriptor);
            each.descriptor = -1;
            --open;
        }
    if (source.error()) {
        errno = source.error();
        warn_errno("read error");
        status = 1;
    }
    for (const target &each : targets)
        if (each.descriptor > STDOUT_FILENO && close(each.descriptor) != 0) {
            warn_errno("%s", each.name);
            status = 1;
        }
}

}  // namespace

int tee_main(int, char **argv) {
    options parser(argv, "aip", names, help);
    splitter work;
    int flags = O_TRUNC;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': flags = O_APPEND; break;
        case 'i': signal(SIGINT, SIG_IGN); break;
        case 'p': work.mode = warn_nopipe; break;
        case error_code:
            work.mode = warn_nopipe;
            if (parser.argument()) {
                const auto mode = choose("--output-error", parser.argument(), error_choices);
                if (!mode) return 1;
                work.mode = *mode;
            }
            break;
        default: return 1;
        }
    if (work.mode != sigpipe) signal(SIGPIPE, SIG_IGN);
    for (const char *name : parser.operands()) {
        const int descriptor = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
        if (descriptor >= 0) {
            work.targets.push_back({name, descriptor});
            continue;
        }
        warn_errno("%s", name);
        work.status = 1;
        if (work.mode == exit_all || work.mode == exit_nopipe) return 1;
    }
    input source;
    if (!source.open("-")) return 1;
    work.copy(source);
    return work.status;
}
