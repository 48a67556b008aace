// strace: prints the Linux system calls of a command.

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <strace/tracer.hpp>

namespace {

constexpr char usage[] =
    "Usage: strace [-f] [-o FILE] COMMAND [ARGUMENT]...\n"
    "Run a command, and print its system calls.\n\n"
    "  -f        follow the processes that it makes, too\n"
    "  -o FILE   write to the file, not to standard error\n";

/// Where a command is, as execvp would find it.
std::string find(const std::string &command) {
    if (command.find('/') != command.npos) return command;
    const char *path = std::getenv("PATH");
    std::string rest = path != nullptr ? path : "/usr/bin:/bin";
    while (!rest.empty()) {
        const auto end = rest.find(':');
        const std::string file = rest.substr(0, end) + "/" + command;
        if (access(file.c_str(), X_OK) == 0) return file;
        rest = end == rest.npos ? "" : rest.substr(end + 1);
    }
    return command;
}

}  // namespace

int main(int argc, char **argv) {
    bool follow = false;
    const char *output = nullptr;
    for (int letter; (letter = getopt(argc, argv, "+fo:")) != -1;) {
        switch (letter) {
        case 'f': follow = true; break;
        case 'o': output = optarg; break;
        default: std::fputs(usage, stderr); return 2;
        }
    }
    if (optind == argc) {
        std::fputs(usage, stderr);
        return 2;
    }
    std::FILE *to = output == nullptr ? stderr : std::fopen(output, "we");
    if (to == nullptr) {
        std::fprintf(stderr, "strace: %s: %s\n", output, std::strerror(errno));
        return 1;
    }
    const std::string file = find(argv[optind]);
    strace::tracer tracer(to, follow);
    if (prctl(protocol::prctl_trace_children, tracer.port(),
              follow ? protocol::trace_follow : 0u) != 0) {
        std::fprintf(stderr, "strace: %s\n", std::strerror(errno));
        return 1;
    }
    const pid_t child = fork();
    if (child == 0) {
        execv(file.c_str(), argv + optind);
        const int error = errno;
        std::fprintf(stderr, "strace: %s: %s\n", argv[optind], std::strerror(error));
        _exit(error == ENOENT ? 127 : 126);
    }
    if (child < 0) {
        std::fprintf(stderr, "strace: fork: %s\n", std::strerror(errno));
        return 1;
    }
    (void)prctl(protocol::prctl_trace_children, 0, 0);
    // The command's, not ours.
    std::signal(SIGINT, SIG_IGN);
    std::signal(SIGQUIT, SIG_IGN);
    tracer.release();
    tracer.run();
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!tracer.told_end(child)) tracer.print_end(child, status);
    std::fflush(to);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
