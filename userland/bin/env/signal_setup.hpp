#pragma once

#include <csignal>

/// How env's command finds its signals.
class signal_setup {
public:
    enum class action : char { ignore, restore, block };

    /// Takes an option's argument: names or numbers separated by commas; null for all signals that
    /// allow it. False after a message.
    [[nodiscard]] bool add(action what, const char *list);
    /// Does what has been asked for. False after a message.
    [[nodiscard]] bool apply() const;
    /// Writes to standard error what is ignored or blocked.
    static void list();

private:
    sigset_t ignored_{}, restored_{}, blocked_{}, demanded_{};
};
