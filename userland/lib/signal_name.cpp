#include "lib/signal_name.hpp"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <strings.h>

namespace {

struct named_signal {
    const char *name;
    int number;
};

constexpr named_signal signals[] = {
    {"EXIT", 0},         {"HUP", SIGHUP},   {"INT", SIGINT},       {"QUIT", SIGQUIT},
    {"ILL", SIGILL},     {"TRAP", SIGTRAP}, {"ABRT", SIGABRT},     {"BUS", SIGBUS},
    {"FPE", SIGFPE},     {"KILL", SIGKILL}, {"USR1", SIGUSR1},     {"SEGV", SIGSEGV},
    {"USR2", SIGUSR2},   {"PIPE", SIGPIPE}, {"ALRM", SIGALRM},     {"TERM", SIGTERM},
    {"STKFLT", 16},      {"CHLD", SIGCHLD}, {"CONT", SIGCONT},     {"STOP", SIGSTOP},
    {"TSTP", SIGTSTP},   {"TTIN", SIGTTIN}, {"TTOU", SIGTTOU},     {"URG", SIGURG},
    {"XCPU", SIGXCPU},   {"XFSZ", SIGXFSZ}, {"VTALRM", SIGVTALRM}, {"PROF", SIGPROF},
    {"WINCH", SIGWINCH}, {"POLL", SIGPOLL}, {"PWR", SIGPWR},       {"SYS", SIGSYS},
    {"CLD", SIGCHLD},    {"IO", SIGIO},     {"IOT", SIGABRT}};

// What the kernel numbers; the C library keeps the first for itself.
constexpr int first_real_time = 34, last_real_time = 64;

std::optional<int> real_time(const char *name) {
    const bool low = strncasecmp(name, "RTMIN", 5) == 0;
    if (!low && strncasecmp(name, "RTMAX", 5) != 0) return {};
    const int from = low ? first_real_time : last_real_time;
    if (!name[5]) return from;
    if (name[5] != (low ? '+' : '-') || name[6] < '0' || name[6] > '9') return {};
    char *end = nullptr;
    const long distance = std::strtol(name + 6, &end, 10);
    if (*end || distance > last_real_time - first_real_time) return {};
    return static_cast<int>(low ? from + distance : from - distance);
}

}  // namespace

std::optional<int> find_signal(const char *text) {
    if (*text >= '0' && *text <= '9') {
        char *end = nullptr;
        const long number = std::strtol(text, &end, 10);
        if (*end || number > last_real_time) return {};
        return static_cast<int>(number);
    }
    if (strncasecmp(text, "SIG", 3) == 0) text += 3;
    for (const named_signal &each : signals)
        if (strcasecmp(each.name, text) == 0) return each.number;
    return real_time(text);
}

std::string signal_name(int number) {
    for (const named_signal &each : signals)
        if (each.number == number) return each.name;
    if (number < first_real_time || number > last_real_time) return {};
    if (number == first_real_time) return "RTMIN";
    if (number == last_real_time) return "RTMAX";
    const int middle = (first_real_time + last_real_time) / 2;
    return number <= middle ? "RTMIN+" + std::to_string(number - first_real_time)
                            : "RTMAX-" + std::to_string(last_real_time - number);
}
