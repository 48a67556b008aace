#include "init/command.hpp"

#include "init/channel.hpp"
#include "init/console.hpp"
#include "init/environment.hpp"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

namespace {

constexpr size_t command_limit = 128 * 1024;

char command_text[command_limit];
uint8_t buffer[24 * 1024];

// The console turns no byte of ours into another, and echoes none back.
void make_raw(int console) {
    termios settings;
    if (tcgetattr(console, &settings) == 0) {
        cfmakeraw(&settings);
        tcsetattr(console, TCSANOW, &settings);
    }
}

bool read_command(const char *file) {
    int descriptor = open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    size_t size = 0;
    ssize_t count;
    while ((count = read(descriptor, command_text + size, command_limit - 1 - size)) > 0)
        size += static_cast<size_t>(count);
    command_text[size] = '\0';
    close(descriptor);
    return count == 0;
}

[[noreturn]] void become_shell(int output) {
    int input = open("/dev/null", O_RDONLY);
    if (input > 0) {
        dup2(input, 0);
        close(input);
    }
    dup2(output, 1);
    dup2(output, 2);
    setsid();
    char *const arguments[] = {const_cast<char *>("sh"), const_cast<char *>("-c"), command_text,
                               nullptr};
    execve("/bin/sh", arguments, command_environment);
    perror("init: /bin/sh");
    _exit(127);
}

// Reaps whatever has ended. True when the shell was among it, with its status as a shell reports
// it.
bool reap(pid_t shell, int options, int &status) {
    int raw;
    pid_t pid;
    while ((pid = waitpid(-1, &raw, options)) > 0 || (pid < 0 && errno == EINTR)) {
        if (pid == shell) {
            status = WIFSIGNALED(raw) ? 128 + WTERMSIG(raw) : WEXITSTATUS(raw);
            return true;
        }
    }
    return false;
}

enum class piped { more, nothing, end };

// Passes on what can be read from the pipe now; it never waits. An error is told in the output.
piped drain(int pipe, channel &out) {
    const ssize_t count = read(pipe, buffer, sizeof buffer);
    if (count > 0) out.output(buffer, static_cast<size_t>(count));
    if (count > 0 || (count < 0 && errno == EINTR)) return piped::more;
    if (count == 0) return piped::end;
    if (errno == EAGAIN) return piped::nothing;
    char text[128];
    const int length = snprintf(text, sizeof text,
                                "init: cannot read what the command writes: %s\n", strerror(errno));
    out.output(reinterpret_cast<const uint8_t *>(text), static_cast<size_t>(length));
    return piped::end;
}

// A background process may hold the pipe open beyond the shell's end, so the end of the pipe does
// not decide; what was in the pipe when the shell ended is still passed on. The death signal comes
// only during the wait, which it ends.
int copy_until_exit(pid_t shell, int pipe, channel &out, const sigset_t &unblocked) {
    int status = 127;
    piped state = piped::more;
    while (state != piped::end && !reap(shell, WNOHANG, status)) {
        pollfd ready = {pipe, POLLIN, 0};
        if (ppoll(&ready, 1, nullptr, &unblocked) > 0) state = drain(pipe, out);
    }
    if (state == piped::end)
        reap(shell, 0, status);
    else
        while (drain(pipe, out) == piped::more) {
        }
    return status;
}

}  // namespace

void run_command(const char *file) {
    int console = open_console();
    make_raw(console);
    channel out(console);
    out.begin();

    int ends[2];
    if (!read_command(file) || pipe(ends) != 0) return out.exit(127);
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    struct sigaction ignore_quietly = {};
    ignore_quietly.sa_handler = [](int) {};
    sigaction(SIGCHLD, &ignore_quietly, nullptr);
    sigset_t deaths, unblocked;
    sigemptyset(&deaths);
    sigaddset(&deaths, SIGCHLD);
    sigprocmask(SIG_BLOCK, &deaths, &unblocked);

    pid_t shell = fork();
    if (shell == 0) {
        sigprocmask(SIG_SETMASK, &unblocked, nullptr);
        become_shell(ends[1]);
    }
    close(ends[1]);
    out.exit(shell > 0 ? copy_until_exit(shell, ends[0], out, unblocked) : 126);
    tcdrain(console);
}
