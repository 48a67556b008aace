#include "bin/env/signal_setup.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"
#include "lib/signal_name.hpp"

#include <algorithm>
#include <cstdio>

namespace {

constexpr int last_signal = 64;

bool is_ignored(int number) {
    struct sigaction handling;
    return sigaction(number, nullptr, &handling) == 0 && handling.sa_handler == SIG_IGN;
}

}  // namespace

bool signal_setup::add(action what, const char *list) {
    const auto note = [&](int number) {
        sigset_t *const sets[] = {&ignored_, &restored_, &blocked_};
        // Of an action and its contrary the last counts.
        if (what == action::ignore) sigdelset(&restored_, number);
        if (what == action::restore) sigdelset(&ignored_, number);
        sigaddset(sets[static_cast<int>(what)], number);
    };
    if (!list) {
        for (int number = 1; number <= last_signal; ++number)
            if (number != SIGKILL && number != SIGSTOP) note(number);
        return true;
    }
    const std::string all = list;
    for (size_t at = 0; at <= all.size();) {
        const size_t comma = std::min(all.find(',', at), all.size());
        const std::string name = all.substr(at, comma - at);
        at = comma + 1;
        const auto number = find_signal(name.c_str());
        if (!number || !*number)
            return usage_error(false, "%s: invalid signal", quoted(name).c_str());
        note(*number);
        sigaddset(&demanded_, *number);
    }
    return true;
}

bool signal_setup::apply() const {
    for (int number = 1; number <= last_signal; ++number) {
        const bool ignored = sigismember(&ignored_, number) == 1;
        if (!ignored && sigismember(&restored_, number) != 1) continue;
        struct sigaction handling{};
        handling.sa_handler = ignored ? SIG_IGN : SIG_DFL;
        if (sigaction(number, &handling, nullptr) == 0 || sigismember(&demanded_, number) != 1)
            continue;
        warn_errno("failed to set signal action for signal %d", number);
        return false;
    }
    sigprocmask(SIG_BLOCK, &blocked_, nullptr);
    return true;
}

void signal_setup::list() {
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, nullptr, &blocked);
    for (int number = 1; number <= last_signal; ++number) {
        const bool ignored = is_ignored(number), blocks = sigismember(&blocked, number) == 1;
        if (!ignored && !blocks) continue;
        std::fprintf(stderr, "%-10s (%2d): %s%s%s\n", signal_name(number).c_str(), number,
                     blocks ? "BLOCK" : "", blocks && ignored ? "," : "", ignored ? "IGNORE" : "");
    }
}
