#include "lib/output.hpp"
#include "lib/program.hpp"
#include "lib/signal_name.hpp"

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <optional>

namespace {

constexpr char help[] =
    "Usage: kill [-s SIGNAL|-SIGNAL] PID...\n"
    "  or:  kill -l [SIGNAL]...\n"
    "Send SIGNAL (TERM unless given) to processes; to process groups if PID is negative.\n\n"
    "  -s, --signal SIGNAL  a name or a number; 0 only asks whether a process exists\n"
    "  -l, --list           the names of all signals; a name's number, and the other way round\n"
    "      --help           show this text\n";

/// A status as a shell gives it for a death by signal names the signal, too.
bool list_one(const char *text) {
    const auto value = std::strtol(text, nullptr, 10);
    const auto number =
        find_signal(value > 128 && value < 256 ? std::to_string(value - 128).c_str() : text);
    const bool numeric = *text >= '0' && *text <= '9';
    if (!number || (numeric && signal_name(*number).empty())) {
        warn("'%s': invalid signal", text);
        return false;
    }
    if (numeric)
        out.print("%s\n", signal_name(*number).c_str());
    else
        out.print("%d\n", *number);
    return true;
}

int list(char **words) {
    int status = 0;
    if (!*words)
        for (int number = 1; number <= 64; ++number)
            if (const std::string name = signal_name(number); !name.empty())
                out.print("%2d %s\n", number, name.c_str());
    for (; *words; ++words)
        if (!list_one(*words)) status = 1;
    return status;
}

bool send(const char *text, int signal) {
    char *end = nullptr;
    errno = 0;
    const long pid = std::strtol(text, &end, 10);
    if (end == text || *end || errno || pid < -INT_MAX || pid > INT_MAX) {
        warn("'%s': invalid process id", text);
        return false;
    }
    if (kill(static_cast<pid_t>(pid), signal) == 0) return true;
    warn_errno("%s", text);
    return false;
}

}  // namespace

int kill_main(int, char **argv) {
    char **word = argv + 1;
    const char *name = nullptr;
    if (*word && std::strcmp(*word, "--help") == 0) {
        out.write(help);
        return 0;
    }
    if (*word && (std::strcmp(*word, "-l") == 0 || std::strcmp(*word, "--list") == 0))
        return list(word + 1);
    if (*word && (std::strcmp(*word, "-s") == 0 || std::strcmp(*word, "--signal") == 0)) {
        name = word[1];
        if (!name) return usage_error(1, "option requires an argument -- 's'");
        word += 2;
    } else if (*word && std::strncmp(*word, "--signal=", 9) == 0) {
        name = *word++ + 9;
    } else if (*word && std::strncmp(*word, "-s", 2) == 0 && !find_signal(*word + 1)) {
        name = *word++ + 2;
    } else if (*word && **word == '-' && (*word)[1] && std::strcmp(*word, "--") != 0) {
        name = *word++ + 1;
    }
    const std::optional<int> signal = name ? find_signal(name) : SIGTERM;
    if (!signal) {
        warn("'%s': invalid signal", name);
        return 1;
    }
    if (*word && std::strcmp(*word, "--") == 0) ++word;
    if (!*word) return usage_error(1, "no process ID specified");
    int status = 0;
    for (; *word; ++word)
        if (!send(*word, *signal)) status = 1;
    return status;
}
