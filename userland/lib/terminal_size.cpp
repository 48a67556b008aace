#include "lib/terminal_size.hpp"

#include <cstdlib>
#include <sys/ioctl.h>

namespace {

unsigned from_environment(const char *name) {
    const char *text = std::getenv(name);
    const long value = text ? std::strtol(text, nullptr, 10) : 0;
    return value > 0 && value < 10000 ? static_cast<unsigned>(value) : 0;
}

}  // namespace

terminal_size terminal_size::of(int descriptor) {
    winsize size{};
    terminal_size result;
    if (ioctl(descriptor, TIOCGWINSZ, &size) == 0) result = {size.ws_col, size.ws_row};
    if (!result.columns) result.columns = from_environment("COLUMNS");
    if (!result.rows) result.rows = from_environment("LINES");
    return result;
}
