#include <descriptor_path.hpp>

namespace posix {

namespace {

constexpr std::string_view folders[] = {"/dev/fd/", "/proc/self/fd/", "/proc/thread-self/fd/"};
constexpr std::string_view standard[] = {"/dev/stdin", "/dev/stdout", "/dev/stderr"};

int number(std::string_view text) {
    if (text.empty() || text.size() > 6) return -1;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

}  // namespace

int descriptor_of_path(std::string_view path) {
    for (const std::string_view folder : folders)
        if (path.starts_with(folder)) return number(path.substr(folder.size()));
    for (int i = 0; i < 3; ++i)
        if (path == standard[i]) return i;
    return -1;
}

int descriptor_of_path(user_address path) {
    char text[32];
    const long length = copy_string_from_user(text, path, sizeof text);
    if (length <= 0 || length >= static_cast<long>(sizeof text)) return -1;
    return descriptor_of_path(std::string_view(text, static_cast<std::size_t>(length)));
}

}  // namespace posix
