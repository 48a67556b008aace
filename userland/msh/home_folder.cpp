#include "msh/home_folder.hpp"

#include "msh/source.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace msh {

namespace {

constexpr int name_field = 0, home_field = 5;  // of passwd(5)

std::string_view field(std::string_view line, int number) {
    while (number--) {
        const size_t colon = line.find(':');
        if (colon == line.npos) return {};
        line.remove_prefix(colon + 1);
    }
    return line.substr(0, line.find_first_of(":\n"));
}

}  // namespace

const char *home_folder(std::string_view user) {
    const int file = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    file_reader reader(file, false);
    buffer line;
    const char *home = nullptr;
    while (!home && reader.read_line(line, false)) {
        if (field(line.view(), name_field) == user)
            home = scratch.copy(field(line.view(), home_field));
        line.clear();
    }
    close(file);
    return home;
}

}  // namespace msh
