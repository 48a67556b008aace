#include "lib/name_file.hpp"

#include "lib/input.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>

void name_file::split(const char *path) {
    const bool standard = std::strcmp(path, "-") == 0;
    size_t number = 0;
    for (char *at = text_.data(), *end = at + text_.size(); at < end; at += std::strlen(at) + 1) {
        ++number;
        if (!*at)
            warn("%s:%zu: invalid zero-length file name", quoted_if_needed(path).c_str(), number);
        else if (standard && std::strcmp(at, "-") == 0)
            warn("when reading file names from stdin, no file name of '-' allowed");
        else {
            names_.push_back(at);
            continue;
        }
        flawed_ = true;
    }
}

bool name_file::read(const char *path, std::span<char *const> operands, int error_status) {
    if (!operands.empty()) {
        usage_line = "file operands cannot be combined with --files0-from\n";
        static_cast<void>(
            usage_error(error_status, "extra operand %s", quoted(operands[0]).c_str()));
        return false;
    }
    input file;
    if (!file.open(path)) {
        warn_errno("cannot open %s for reading", quoted(path).c_str());
        return false;
    }
    for (std::string_view piece; !(piece = file.block()).empty();) text_ += piece;
    if (file.error()) {
        errno = file.error();
        warn_errno("%s: read error", quoted_if_needed(path).c_str());
        return false;
    }
    split(path);
    return true;
}
