#include <signal_action.hpp>

namespace posix {

signal_table signal_actions;

signal_effect signal_table::effect(int signal) const {
    const uint64_t handler = (*this)[signal].handler;
    if (contains(never_blocked, signal) || handler == handler_default) {
        if (contains(ignored_by_default, signal)) return signal_effect::ignore;
        return contains(stop_by_default, signal) ? signal_effect::stop : signal_effect::terminate;
    }
    return handler == handler_ignore ? signal_effect::ignore : signal_effect::handler;
}

signal_set signal_table::ignored() const {
    signal_set set = 0;
    for (int signal = 1; signal <= signal_max; ++signal)
        if (effect(signal) == signal_effect::ignore) set |= set_of(signal);
    return set;
}

bool signal_table::children_discard() const {
    const signal_action &action = (*this)[SIGCHLD];
    return action.handler == handler_ignore || (action.flags & SA_NOCLDWAIT) != 0;
}

void signal_table::reset_handlers() {
    for (signal_action &action : actions_)
        action = {.handler = action.handler == handler_ignore ? handler_ignore : handler_default,
                  .flags = 0,
                  .restorer = 0,
                  .mask = 0};
}

}  // namespace posix
