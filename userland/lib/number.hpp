#pragma once

#include <cstdint>
#include <optional>

/// Parses a whole word as a count with an optional multiplier (b 512, K or KiB 1024, KB 1000, and
/// so on for M, G, T, P, E). No value for anything else or for an overflow.
[[nodiscard]] std::optional<uint64_t> parse_count(const char *text);
