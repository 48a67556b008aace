#include <strace/flags.hpp>

#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <fcntl.h>
#include <span>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lib/decimal.hpp>
#include <strace/names.hpp>

namespace strace {

namespace {

struct bit {
    uint64_t value;
    const char *name;
};
#define NAMED(value) {static_cast<uint64_t>(value), #value}
constexpr bit open_bits[] = {NAMED(O_CREAT),   NAMED(O_EXCL),      NAMED(O_NOCTTY),
                             NAMED(O_TRUNC),   NAMED(O_APPEND),    NAMED(O_NONBLOCK),
                             NAMED(O_SYNC),    NAMED(O_DIRECTORY), NAMED(O_NOFOLLOW),
                             NAMED(O_CLOEXEC), NAMED(O_PATH),      NAMED(O_LARGEFILE)};
constexpr bit protection_bits[] = {NAMED(PROT_READ), NAMED(PROT_WRITE), NAMED(PROT_EXEC)};
constexpr bit map_bits[] = {NAMED(MAP_SHARED),    NAMED(MAP_PRIVATE),        NAMED(MAP_FIXED),
                            NAMED(MAP_ANONYMOUS), NAMED(MAP_NORESERVE),      NAMED(MAP_STACK),
                            NAMED(MAP_POPULATE),  NAMED(MAP_FIXED_NOREPLACE)};
constexpr bit access_bits[] = {NAMED(R_OK), NAMED(W_OK), NAMED(X_OK)};
constexpr bit whences[] = {NAMED(SEEK_SET), NAMED(SEEK_CUR), NAMED(SEEK_END)};
constexpr bit clocks[] = {NAMED(CLOCK_REALTIME),           NAMED(CLOCK_MONOTONIC),
                          NAMED(CLOCK_PROCESS_CPUTIME_ID), NAMED(CLOCK_THREAD_CPUTIME_ID),
                          NAMED(CLOCK_MONOTONIC_RAW),      NAMED(CLOCK_REALTIME_COARSE),
                          NAMED(CLOCK_MONOTONIC_COARSE),   NAMED(CLOCK_BOOTTIME)};
constexpr bit families[] = {NAMED(AF_UNIX), NAMED(AF_INET), NAMED(AF_INET6), NAMED(AF_NETLINK)};
constexpr bit kinds[] = {NAMED(S_IFREG), NAMED(S_IFDIR), NAMED(S_IFCHR), NAMED(S_IFBLK),
                         NAMED(S_IFIFO), NAMED(S_IFLNK), NAMED(S_IFSOCK)};
constexpr bit mask_changes[] = {NAMED(SIG_BLOCK), NAMED(SIG_UNBLOCK), NAMED(SIG_SETMASK)};
constexpr bit file_commands[] = {NAMED(F_DUPFD), NAMED(F_GETFD),  NAMED(F_SETFD),
                                 NAMED(F_GETFL), NAMED(F_SETFL),  NAMED(F_GETLK),
                                 NAMED(F_SETLK), NAMED(F_SETLKW), NAMED(F_DUPFD_CLOEXEC)};
#undef NAMED
constexpr const char *futex_names[] = {"FUTEX_WAIT",        "FUTEX_WAKE",        "FUTEX_FD",
                                       "FUTEX_REQUEUE",     "FUTEX_CMP_REQUEUE", "FUTEX_WAKE_OP",
                                       "FUTEX_LOCK_PI",     "FUTEX_UNLOCK_PI",   "FUTEX_TRYLOCK_PI",
                                       "FUTEX_WAIT_BITSET", "FUTEX_WAKE_BITSET"};

std::string format(const char *form, uint64_t value) {
    char text[64];
    std::snprintf(text, sizeof text, form, value);
    return text;
}

void add(std::string &to, const std::string &word) { to += (to.empty() ? "" : "|") + word; }

/// Those of `bits` that are set in `value`, and the rest as a number.
std::string join(uint64_t value, std::span<const bit> bits, std::string text = {}) {
    for (const bit &each : bits) {
        if (each.value == 0 || (value & each.value) != each.value) continue;
        add(text, each.name);
        value &= ~each.value;
    }
    if (value != 0) add(text, hexadecimal(value));
    return text;
}

std::string one_of(uint64_t value, std::span<const bit> values) {
    for (const bit &each : values)
        if (each.value == value) return each.name;
    return hexadecimal(value);
}

}  // namespace

std::string hexadecimal(uint64_t value) { return format("0x%" PRIx64, value); }
std::string octal(uint64_t value) { return value == 0 ? "0" : format("0%03" PRIo64, value); }

std::string open_flags(uint64_t flags) {
    static constexpr const char *modes[] = {"O_RDONLY", "O_WRONLY", "O_RDWR", "O_ACCMODE"};
    return join(flags & ~uint64_t{O_ACCMODE & 3}, open_bits, modes[flags & 3]);
}
std::string protection(uint64_t bits) {
    return bits == 0 ? "PROT_NONE" : join(bits, protection_bits);
}
std::string map_flags(uint64_t flags) { return join(flags, map_bits); }
std::string access_mode(uint64_t bits) { return bits == 0 ? "F_OK" : join(bits, access_bits); }
std::string whence(uint64_t value) { return one_of(value, whences); }
std::string clock(uint64_t value) { return one_of(value & 0xffffffff, clocks); }
std::string mask_change(uint64_t value) { return one_of(value, mask_changes); }
std::string file_command(uint64_t value) { return one_of(value, file_commands); }
std::string family(uint64_t value) { return one_of(value, families); }

std::string futex_operation(uint64_t value) {
    constexpr uint64_t is_private = 128, realtime = 256;
    const uint64_t operation = value & 0x7f;
    std::string text =
        operation < std::size(futex_names) ? futex_names[operation] : hexadecimal(operation);
    if ((value & is_private) != 0) text += "_PRIVATE";
    if ((value & realtime) != 0) text += "|FUTEX_CLOCK_REALTIME";
    return text;
}

std::string wait_status(int status) {
    const auto number = [](const char *form, int value) {
        return format(form, static_cast<unsigned>(value));
    };
    const auto signal = [](int value) {
        const char *name = signal_name(value);
        return name != nullptr ? std::string(name) : program::decimal(value);
    };
    if (WIFEXITED(status))
        return number("[{WIFEXITED(s) && WEXITSTATUS(s) == %" PRIu64 "}]", WEXITSTATUS(status));
    if (WIFSTOPPED(status))
        return "[{WIFSTOPPED(s) && WSTOPSIG(s) == " + signal(WSTOPSIG(status)) + "}]";
    return "[{WIFSIGNALED(s) && WTERMSIG(s) == " + signal(WTERMSIG(status)) + "}]";
}

std::string file_mode(uint32_t mode) {
    return one_of(mode & S_IFMT, kinds) + "|" + octal(mode & ~uint32_t{S_IFMT});
}

}  // namespace strace
