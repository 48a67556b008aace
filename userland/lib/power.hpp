#pragma once

/// How the system ends.
enum class power_action { restart, off };

/// What reboot and poweroff share: their options, and asking init to end the system, or the
/// kernel at once (-f). Returns the utility's status.
[[nodiscard]] int end_system(char **argv, power_action action, const char *help);
