#include "lib/input.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
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
    "      --help               show this text\n";
constexpr long_option names[] = {{"append", 'a'}, {"ignore-interrupts", 'i'}};

struct target {
    const char *name;
    int descriptor;
};

bool write_all(int descriptor, std::string_view piece) {
    while (!piece.empty()) {
        const ssize_t written = write(descriptor, piece.data(), piece.size());
        if (written >= 0)
            piece.remove_prefix(static_cast<size_t>(written));
        else if (errno != EINTR)
            return false;
    }
    return true;
}

}  // namespace

int tee_main(int, char **argv) {
    options parser(argv, "ai", names, help);
    int flags = O_TRUNC;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'a': flags = O_APPEND; break;
        case 'i': signal(SIGINT, SIG_IGN); break;
        default: return 1;
        }
    int status = 0;
    std::vector<target> targets;
    for (const char *name : parser.operands()) {
        const int descriptor = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
        if (descriptor >= 0) {
            targets.push_back({name, descriptor});
            continue;
        }
        warn_errno("%s", name);
        status = 1;
    }
    input source;
    if (!source.open("-")) return 1;
    for (std::string_view piece; !(piece = source.block()).empty();) {
        out.write(piece);
        out.flush();
        for (target &each : targets)
            if (each.descriptor >= 0 && !write_all(each.descriptor, piece)) {
                warn_errno("%s", each.name);
                close(each.descriptor);
                each.descriptor = -1;
                status = 1;
            }
    }
    if (source.error()) {
        errno = source.error();
        warn_errno("read error");
        status = 1;
    }
    for (const target &each : targets)
        if (each.descriptor >= 0 && close(each.descriptor) != 0) {
            warn_errno("%s", each.name);
            status = 1;
        }
    return status;
}
