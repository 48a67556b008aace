/// \file
/// The first task: /boot/bootstrap from the boot archive, with every privilege that there is to
/// hand out.
#pragma once

/// Makes it and lets it run. What prevents that is told on the console as `boot: ...`, and the
/// machine halts.
void bootstrap_start();

/// Ends the boot with a line `boot: ...` on the console.
[[noreturn]] void boot_failed(const char *format, ...) __attribute__((format(printf, 1, 2)));
