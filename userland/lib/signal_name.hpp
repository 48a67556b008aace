#pragma once

#include <optional>
#include <string>

/// The number of the signal `text`: a name with or without SIG, in any case, RTMIN+N, RTMAX-N, or a
/// number. 0 is the test for existence. No value for anything else.
[[nodiscard]] std::optional<int> find_signal(const char *text);

/// The name of a signal without SIG, as `kill -l` has it; empty if there is none.
[[nodiscard]] std::string signal_name(int number);
