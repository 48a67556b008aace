// What the common POSIX operations cost, in nanoseconds of the monotonic clock. Under -icount
// shift=0 one nanosecond is one instruction. The same binary runs on Linux. Prints `bench NAME
// INSTRUCTIONS` for each. `posix elapsed COMMAND...` tells what a whole command costs.

#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

namespace {

constexpr int batches = 7;
constexpr char file[] = "/tmp/bench.data";
constexpr char exit_argument[] = "exit-at-once";
constexpr char boot_argument[] = "boot_to_prompt";
constexpr char elapsed_argument[] = "elapsed";
constexpr char repeat_argument[] = "repeat";
const char *self;

uint64_t now() {
    timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return static_cast<uint64_t>(time.tv_sec) * 1000000000 + static_cast<uint64_t>(time.tv_nsec);
}

[[noreturn]] void die(const char *what) {
    perror(what);
    exit(1);
}

// One benchmark: `run(n)` does the operation n times and returns the nanoseconds that took.
struct benchmark {
    const char *name;
    int iterations;
    uint64_t (*run)(int iterations);
};

uint64_t run_getppid(int iterations) {
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++) getppid();
    return now() - start;
}

uint64_t run_page_fault(int iterations) {
    const size_t page = 4096;
    const size_t size = static_cast<size_t>(iterations) * page;
    void *memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) die("mmap");
    auto *bytes = static_cast<volatile char *>(memory);
    const uint64_t start = now();
    for (size_t at = 0; at < size; at += page) bytes[at] = 1;
    const uint64_t time = now() - start;
    munmap(memory, size);
    return time;
}

uint64_t run_fork_exit_wait(int iterations) {
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++) {
        const pid_t child = fork();
        if (child < 0) die("fork");
        if (child == 0) _exit(0);
        waitpid(child, nullptr, 0);
    }
    return now() - start;
}

uint64_t run_fork_exec_wait(int iterations) {
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++) {
        const pid_t child = fork();
        if (child < 0) die("fork");
        if (child == 0) {
            execl(self, self, exit_argument, nullptr);
            _exit(127);
        }
        int status = 0;
        waitpid(child, &status, 0);
        if (status != 0) die("exec");
    }
    return now() - start;
}

uint64_t run_thread_create(int iterations) {
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++) {
        pthread_t thread;
        if (pthread_create(
                &thread, nullptr, [](void *nothing) { return nothing; }, nullptr) != 0 ||
            pthread_join(thread, nullptr) != 0)
            die("thread_create");
    }
    return now() - start;
}

uint64_t run_pipe_pingpong(int iterations) {
    int there[2];
    int back[2];
    if (pipe(there) != 0 || pipe(back) != 0) die("pipe");
    char byte = 'x';
    const pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) {
        close(there[1]);
        while (read(there[0], &byte, 1) == 1)
            if (write(back[1], &byte, 1) != 1) _exit(1);
        _exit(0);
    }
    close(there[0]);
    close(back[1]);
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++)
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) die("pipe_pingpong");
    const uint64_t time = now() - start;
    close(there[1]);
    close(back[0]);
    waitpid(child, nullptr, 0);
    return time;
}

/// Both ends of a TCP connection over the loopback, without delays.
void connect_over_loopback(int (&end)[2]) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    auto *generic = reinterpret_cast<sockaddr *>(&name);
    end[0] = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0 || bind(listener, generic, size) != 0 || listen(listener, 1) != 0 ||
        getsockname(listener, generic, &size) != 0 || connect(end[0], generic, size) != 0 ||
        (end[1] = accept(listener, nullptr, nullptr)) < 0)
        die("tcp");
    const int on = 1;
    for (const int one : end) setsockopt(one, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    close(listener);
}

/// On Linux nobody has done it yet.
void bring_loopback_up() {
    ifreq request{};
    const int any = socket(AF_INET, SOCK_DGRAM, 0);
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    if (any < 0 || ioctl(any, SIOCSIFFLAGS, &request) != 0) die("loopback");
    close(any);
}

uint64_t run_tcp_pingpong(int iterations) {
    int end[2];
    bring_loopback_up();
    connect_over_loopback(end);
    char byte = 'x';
    const pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) {
        close(end[0]);
        while (read(end[1], &byte, 1) == 1)
            if (write(end[1], &byte, 1) != 1) _exit(1);
        _exit(0);
    }
    close(end[1]);
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++)
        if (write(end[0], &byte, 1) != 1 || read(end[0], &byte, 1) != 1) die("tcp_pingpong");
    const uint64_t time = now() - start;
    close(end[0]);
    waitpid(child, nullptr, 0);
    return time;
}

uint64_t run_pread_4k(int iterations) {
    static char buffer[4096];
    const int descriptor = open(file, O_RDONLY);
    if (descriptor < 0) die(file);
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++)
        if (pread(descriptor, buffer, sizeof buffer, 0) != sizeof buffer) die("pread");
    const uint64_t time = now() - start;
    close(descriptor);
    return time;
}

uint64_t run_open_close(int iterations) {
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++) {
        const int descriptor = open(file, O_RDONLY);
        if (descriptor < 0) die(file);
        close(descriptor);
    }
    return now() - start;
}

uint64_t run_stat(int iterations) {
    struct stat status;
    const uint64_t start = now();
    for (int i = 0; i < iterations; i++)
        if (stat(file, &status) != 0) die(file);
    return now() - start;
}

constexpr benchmark benchmarks[] = {
    {"getppid", 2000, run_getppid},
    {"page_fault", 512, run_page_fault},
    {"fork_exit_wait", 20, run_fork_exit_wait},
    {"fork_exec_wait", 20, run_fork_exec_wait},
    {"thread_create", 100, run_thread_create},
    {"pipe_pingpong", 500, run_pipe_pingpong},
    {"tcp_pingpong", 500, run_tcp_pingpong},
    {"pread_4k", 500, run_pread_4k},
    {"open_close", 500, run_open_close},
    {"stat", 500, run_stat},
};

void measure(const benchmark &item) {
    uint64_t times[batches];
    item.run(item.iterations / 10 + 1);  // caches, and pages that are touched for the first time
    for (uint64_t &time : times)
        time = item.run(item.iterations) / static_cast<uint64_t>(item.iterations);
    qsort(times, batches, sizeof times[0], [](const void *left, const void *right) {
        const auto a = *static_cast<const uint64_t *>(left);
        const auto b = *static_cast<const uint64_t *>(right);
        return a < b ? -1 : int{a > b};
    });
    printf("bench %s %llu\n", item.name, static_cast<unsigned long long>(times[batches / 2]));
    fflush(stdout);
}

/// For a profile.
void repeat(const char *name) {
    for (const benchmark &item : benchmarks) {
        if (strcmp(name, item.name) != 0) continue;
        item.run(item.iterations);
        printf("repeats %s\n", name);
        fflush(stdout);
        for (;;) item.run(item.iterations);
    }
}

void make_file() {
    static const char content[8192] = {};
    const int descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0644);
    if (descriptor < 0 || write(descriptor, content, sizeof content) != sizeof content) die(file);
    close(descriptor);
}

// The least of several runs of a command; its own exit status when that is not 0.
int measure_command(char **command) {
    uint64_t least = UINT64_MAX;
    for (int run = 0; run < 3; run++) {
        const uint64_t start = now();
        pid_t child;
        if (posix_spawnp(&child, command[0], nullptr, nullptr, command, environ) != 0) die("spawn");
        int status;
        if (waitpid(child, &status, 0) < 0) die("waitpid");
        if (status != 0) return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
        const uint64_t elapsed = now() - start;
        if (elapsed < least) least = elapsed;
    }
    printf("bench %s %llu\n", elapsed_argument, static_cast<unsigned long long>(least));
    return 0;
}

}  // namespace

// Without arguments every benchmark runs, else those that are named; after `repeat` the named one
// for ever. As the last thing before the prompt: boot_to_prompt, the time that the machine has run.
int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], exit_argument) == 0) return 0;
    if (argc > 1 && strcmp(argv[1], boot_argument) == 0) {
        printf("bench %s %llu\n", boot_argument, static_cast<unsigned long long>(now()));
        return 0;
    }
    if (argc > 2 && strcmp(argv[1], elapsed_argument) == 0) return measure_command(argv + 2);
    self = argv[0];
    make_file();
    if (argc == 3 && strcmp(argv[1], repeat_argument) == 0) repeat(argv[2]);
    for (const benchmark &item : benchmarks) {
        bool wanted = argc == 1;
        for (int i = 1; i < argc; i++) wanted |= strcmp(argv[i], item.name) == 0;
        if (wanted) measure(item);
    }
    return 0;
}
