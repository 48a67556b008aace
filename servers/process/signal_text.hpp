/// \file
/// A process's signals as lines of /proc/PID/status.
#pragma once

#include <string>

namespace process_server {

class process;

/// What is pending for the first thread and the process, that thread's mask, and what the library's
/// table says: ignored on purpose, and caught. Signals that are only ignored by default are in
/// neither.
std::string signals_of(const process &p);

}  // namespace process_server
