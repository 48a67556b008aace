#pragma once

/// The size of the terminal that a descriptor is open on, in characters. Both are 0 if it is none
/// or does not tell; then COLUMNS and LINES of the environment may.
struct terminal_size {
    unsigned columns = 0, rows = 0;

    [[nodiscard]] static terminal_size of(int descriptor);
};
