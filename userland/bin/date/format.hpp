#pragma once

#include <ctime>
#include <string>

/// What date(1) makes of `format`: strftime's conversions in local time (UTC if `utc`), with the
/// flags - _ 0 + ^ # and a width, and also %N, %s, %k, %l, %P, %q, %:z, %::z and %:::z. What is no
/// conversion stays as it is.
[[nodiscard]] std::string format_date(const char *format, const timespec &when, bool utc);
