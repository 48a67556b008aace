// ipctrace: prints the messages exchanged on a command's behalf.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <sys/wait.h>
#include <unistd.h>

#include <ipctrace/print.hpp>
#include <ipctrace/recorder.hpp>
#include <lib/bootstrap.hpp>

namespace {

constexpr char usage[] =
    "Usage: ipctrace [-fj] [-o FILE] COMMAND [ARGUMENT]...\n"
    "Run a command, and print the messages exchanged on its behalf.\n\n"
    "  -f        follow the processes that it makes, too\n"
    "  -j        print JSON\n"
    "  -o FILE   write to the file, not to standard error\n";

struct options {
    bool follow = false, json = false;
    const char *output = nullptr;
};

int fail(const char *what, const char *why) {
    std::fprintf(stderr, "ipctrace: %s: %s\n", what, why);
    return 1;
}

/// Runs the command and records until it has ended. \return its wait status
int run(char **command, ipctrace::recorder &messages, pid_t &child) {
    int status = 0;
    child = fork();
    if (child < 0) return -1;
    if (child == 0) {
        execvp(command[0], command);
        std::fprintf(stderr, "ipctrace: %s: %s\n", command[0], std::strerror(errno));
        _exit(errno == ENOENT ? 127 : 126);
    }
    // The command's, not ours.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGQUIT, SIG_IGN);
    for (;;) {
        while (messages.read()) {
        }
        if (waitpid(child, &status, WNOHANG) != 0) break;
        constexpr timespec pause{.tv_sec = 0, .tv_nsec = 500'000};
        nanosleep(&pause, nullptr);
    }
    while (messages.read()) {
    }
    return status;
}

}  // namespace

int main(int argc, char **argv) {
    options chosen;
    for (int letter; (letter = getopt(argc, argv, "+fjo:")) != -1;) {
        switch (letter) {
        case 'f': chosen.follow = true; break;
        case 'j': chosen.json = true; break;
        case 'o': chosen.output = optarg; break;
        default: std::fputs(usage, stderr); return 2;
        }
    }
    if (optind == argc) {
        std::fputs(usage, stderr);
        return 2;
    }
    const mach_port_t host = program::host_privileged();
    if (host == MACH_PORT_NULL) return fail("messages", "only root may see them");
    std::FILE *to = chosen.output == nullptr ? stderr : std::fopen(chosen.output, "we");
    if (to == nullptr) return fail(chosen.output, std::strerror(errno));

    int status;
    pid_t child;
    ipctrace::recorder messages(host);
    if (messages.started() != KERN_SUCCESS)
        return fail("messages", messages.started() == KERN_FAILURE ? "somebody else traces them"
                                                                   : "not enough memory");
    status = run(argv + optind, messages, child);
    if (child < 0) return fail("fork", std::strerror(errno));
    const auto pid = static_cast<uint32_t>(child);
    const auto all = ipctrace::exchanges(
        messages.records(),
        chosen.follow ? ipctrace::descendants(messages.records(), pid) : std::set{pid});
    (chosen.json ? ipctrace::print_json : ipctrace::print_text)(to, all, messages.lost());
    if (std::fflush(to) != 0) return fail("output", std::strerror(errno));
    if (WIFSIGNALED(status)) return 128 + WTERMSIG(status);
    return WEXITSTATUS(status);
}
