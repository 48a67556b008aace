#pragma once

#include <ctime>
#include <string>

/// Appends `when` in local time to `text`. `format` is strftime's, with %N for nanoseconds.
void append_time_text(std::string &text, const std::string &format, const timespec &when);
