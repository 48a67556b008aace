#pragma once

#include "lib/output.hpp"

/// The file that -fprint and the like write to, emptied; the same for all that name it. Null after
/// a message. /dev/stdout is standard output.
[[nodiscard]] output *open_find_output(const char *path);

/// Writes out what is buffered for all of them. Returns `status`, or 1 after a message.
[[nodiscard]] int finish_find_outputs(int status);
