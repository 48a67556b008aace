#include "lib/proc_file.hpp"

#include <cerrno>
#include <fcntl.h>
#include <unistd.h>

std::optional<std::string> read_proc_file(const char *path) {
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return {};
    std::string text;
    char piece[4096];
    ssize_t size;
    while ((size = read(file, piece, sizeof piece)) > 0 || (size < 0 && errno == EINTR))
        if (size > 0) text.append(piece, static_cast<size_t>(size));
    const int reason = errno;
    close(file);
    errno = reason;
    if (size < 0) return {};
    return text;
}

std::optional<unsigned long long> number_after(std::string_view text, std::string_view name) {
    for (size_t at = 0; (at = text.find(name, at)) != text.npos; at += name.size()) {
        if (at != 0 && text[at - 1] != '\n') continue;
        at = text.find_first_not_of(" \t", at + name.size());
        unsigned long long value = 0;
        bool any = false;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, any = true)
            value = value * 10 + static_cast<unsigned long long>(text[at] - '0');
        if (any) return value;
        return {};
    }
    return {};
}
