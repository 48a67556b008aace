/// \file
/// Dispositions of signals: the process's table, and what of it the process server has to know.
#pragma once

#include <cstdint>

#include <protocol/posix_image.hpp>
#include <signal_set.hpp>

namespace posix {

using signal_action = protocol::posix_signal_action;
inline constexpr uint64_t handler_default = 0, handler_ignore = 1;

enum class signal_effect : uint8_t { ignore, handler, stop, terminate };

class signal_table {
public:
    const signal_action &operator[](int signal) const { return actions_[signal - 1]; }
    void set(int signal, const signal_action &action) { actions_[signal - 1] = action; }
    signal_effect effect(int signal) const;
    /// Signals that do nothing when they come unblocked.
    signal_set ignored() const;
    bool children_discard() const;
    /// For exec: handlers become the default, ignored signals stay ignored.
    void reset_handlers();

private:
    signal_action actions_[signal_max];
};

extern signal_table signal_actions;

}  // namespace posix
