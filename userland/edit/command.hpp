#pragma once

#include <cstdint>
#include <span>

namespace edit {

class editor;

/// A key with what it does, as the help line shows it.
struct hint {
    const char *key;
    const char *what;
};

/// A command with the keys it is bound to.
struct command {
    uint32_t key, other_key;  ///< other_key: 0 if there is none
    void (editor::*run)();
    hint shown;          ///< `what` null: not in the list of help
    bool moves = false;  ///< Shift with the key extends the selection
};

/// All commands, in the order of the help screen.
[[nodiscard]] std::span<const command> commands();
/// What the help line shows first while text is edited.
[[nodiscard]] std::span<const hint> main_hints();

}  // namespace edit
