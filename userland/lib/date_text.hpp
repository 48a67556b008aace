#pragma once

#include <ctime>
#include <optional>

/// The time that `text` names, as for `touch -d` and `date -d`: @SECONDS[.FRACTION],
/// [YYYY-MM-DD][T ][HH:MM[:SS[.FRACTION]]] [Z|UTC|+HH[:]MM], `now`, `today`, `yesterday`,
/// `tomorrow`, and [+-]N UNIT [ago] for units from second to year, in any order that makes sense.
/// Relative to `now`, local time. No value for anything else.
[[nodiscard]] std::optional<timespec> parse_date_text(const char *text, const timespec &now);

/// The time that [[CC]YY]MMDDhhmm[.ss] names (`touch -t`, POSIX), local time.
[[nodiscard]] std::optional<timespec> parse_date_digits(const char *text, const timespec &now);
