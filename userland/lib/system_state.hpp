#pragma once

#include <cstdint>
#include <optional>
#include <string>

/// The system as a whole, as /proc tells.
struct system_state {
    unsigned long uptime = 0;            ///< seconds
    std::string load;                    ///< of the last 1, 5 and 15 minutes: "0.00, 0.01, 0.05"
    uint64_t busy_ticks = 0, ticks = 0;  ///< of all processors since the start
    uint64_t user_ticks = 0, system_ticks = 0;

    /// No value, with errno set, if one of the files cannot be read.
    [[nodiscard]] static std::optional<system_state> read();

    /// The first line of uptime and top: " 12:00:00 up 3 min,  0 users,  load average: ...".
    [[nodiscard]] std::string uptime_line() const;
};
