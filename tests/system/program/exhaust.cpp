// exhaust PART...: what a process without privileges can make others hold for it, until it says
// no; of its own memory, until it is ended.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr unsigned ordinary_user = 1000;
constexpr std::size_t piece = 1 << 20;
char bytes[piece];

[[noreturn]] void fail(const char *what) {
    std::printf("%s: %s\n", what, std::strerror(errno));
    std::fflush(stdout);
    _exit(1);
}

/// Writes to a file until there is no room.
void fill(const char *name, int file) {
    if (file < 0) fail(name);
    std::size_t written = 0;
    for (ssize_t done; (done = write(file, bytes, piece)) > 0;)
        written += static_cast<std::size_t>(done);
    if (errno != ENOSPC) fail(name);
    std::printf("%s: no space after %s\n", name, written == 0 ? "nothing" : "some");
}

/// What is written and punched out again, several times the memory of it.
void punch() {
    for (int i = 0; i < 10; ++i) {
        char name[64];
        std::snprintf(name, sizeof name, "/tmp/punched.%d", i);
        const int file = open(name, O_RDWR | O_CREAT, 0600);
        for (std::size_t done = 0; done < 32; ++done)
            if (write(file, bytes, piece) != piece) fail("write");
        if (fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 32 * piece) != 0)
            fail("punch");
        close(file);
    }
    std::printf("punched\n");
}

/// Pages of a file of holes by touching them.
void touch(const char *name, int file) {
    constexpr off_t size = off_t{1} << 39;
    if (file < 0 || ftruncate(file, size) != 0) fail(name);
    void *at = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (at != MAP_FAILED)
        for (off_t page = 0; page < size; page += 4096) static_cast<char *>(at)[page] = 1;
    if (errno != ENOMEM) fail(name);
    std::printf("%s: no room for all of its size\n", name);
    for (off_t at = 0; at < off_t{1} << 28; at += piece)
        if (pread(file, bytes, piece, at) != piece || bytes[0] != 0) fail(name);
}

/// Files whose only byte lies far from the beginning.
void scatter() {
    char name[64];
    unsigned made = 0;
    for (;; ++made) {
        std::snprintf(name, sizeof name, "/tmp/far.%u", made);
        const int file = open(name, O_RDWR | O_CREAT, 0600);
        if (file < 0 || pwrite(file, "x", 1, (off_t{1} << 40) - 1) != 1) break;
        close(file);
    }
    if (errno != ENOSPC) fail("scatter");
    std::printf("far: no space\n");
    for (unsigned i = 0; i <= made; ++i) {
        std::snprintf(name, sizeof name, "/tmp/far.%u", i);
        unlink(name);
    }
}

void segments() {
    for (;;) {
        const int id = shmget(IPC_PRIVATE, piece, 0600);
        if (id < 0) break;
        void *at = shmat(id, nullptr, 0);
        if (at == reinterpret_cast<void *>(-1)) fail("shmat");
        std::memset(at, 1, piece);
        shmdt(at);
    }
    if (errno != ENOSPC) fail("shmget");
    std::printf("segments: no space\n");
}

void queues() {
    static struct {
        long type;
        char text[8192];
    } message{.type = 1, .text = {}};
    for (;;) {
        const int id = msgget(IPC_PRIVATE, 0600);
        if (id < 0) break;
        while (msgsnd(id, &message, sizeof message.text, IPC_NOWAIT) == 0) {
        }
        if (errno != EAGAIN && errno != ENOMEM) fail("msgsnd");
    }
    if (errno != ENOSPC) fail("msgget");
    std::printf("queues: no space\n");
}

/// Full pipes and sockets, as many as there are descriptors.
void streams() {
    int ends[2];
    while (pipe2(ends, O_NONBLOCK) == 0)
        while (write(ends[1], bytes, 65536) > 0) {
        }
    if (errno != EMFILE && errno != ENFILE) fail("pipe");
    for (int i = 300; i < 1024; ++i) close(i);
    while (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0)
        while (write(ends[1], bytes, 65536) > 0) {
        }
    if (errno != EMFILE && errno != ENFILE) fail("socketpair");
    std::printf("streams: no descriptors\n");
}

/// Messages of a byte, and of none.
void packets() {
    int ends[2];
    while (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends) == 0)
        for (int i = 0; i < 20'000 && send(ends[1], bytes, static_cast<size_t>(i % 2), 0) >= 0;
             ++i) {
        }
    if (errno != EMFILE && errno != ENFILE) fail("socketpair");
    std::printf("packets: no descriptors\n");
}

/// Datagrams and connections to itself that nobody reads from.
void internet() {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof to;
    for (int i = 0; i < 300; ++i) {
        const int one = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
        to.sin_port = 0;
        if (one < 0 || bind(one, reinterpret_cast<sockaddr *>(&to), sizeof to) != 0 ||
            getsockname(one, reinterpret_cast<sockaddr *>(&to), &length) != 0)
            break;
        for (int sent = 0; sent < 5; ++sent)
            if (sendto(one, bytes, 60000, 0, reinterpret_cast<sockaddr *>(&to), sizeof to) < 0)
                break;
    }
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    to.sin_port = 0;
    if (bind(listener, reinterpret_cast<sockaddr *>(&to), sizeof to) != 0 ||
        listen(listener, 128) != 0 ||
        getsockname(listener, reinterpret_cast<sockaddr *>(&to), &length) != 0)
        fail("listener");
    for (int i = 0; i < 120; ++i) {
        const int one = socket(AF_INET, SOCK_STREAM, 0);
        if (one < 0 || connect(one, reinterpret_cast<sockaddr *>(&to), sizeof to) != 0) break;
        (void)fcntl(one, F_SETFL, O_NONBLOCK);
        for (int idle = 0; idle < 3;) idle = write(one, bytes, 65536) > 0 ? 0 : idle + 1;
    }
    std::printf("internet: filled\n");
}

[[noreturn]] void anonymous() {
    for (;;) {
        void *at = mmap(nullptr, piece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (at == MAP_FAILED) _exit(0);
        std::memset(at, 1, piece);
    }
}

}  // namespace

int main(int argc, char **argv) {
    (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (setgid(ordinary_user) != 0 || setuid(ordinary_user) != 0) fail("setuid");
    std::memset(bytes, 'x', sizeof bytes);
    for (int i = 1; i < argc; ++i) {
        const std::string_view part = argv[i];
        if (part == "holes") {
            touch("/tmp/holes", open("/tmp/holes", O_RDWR | O_CREAT, 0600));
            touch("memfd", memfd_create("holes", 0));
        } else if (part == "far") {
            scatter();
        } else if (part == "segments") {
            segments();
        } else if (part == "queues") {
            queues();
        } else if (part == "streams") {
            streams();
        } else if (part == "packets") {
            packets();
        } else if (part == "punch") {
            punch();
        } else if (part == "internet") {
            internet();
        } else if (part == "files") {
            fill("/tmp/full", open("/tmp/full", O_RDWR | O_CREAT, 0600));
            fill("/dev/shm/full", open("/dev/shm/full", O_RDWR | O_CREAT, 0600));
            fill("memfd", memfd_create("full", 0));
        } else if (part == "memory") {
            anonymous();
        }
    }
    return 0;
}
