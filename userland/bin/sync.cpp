#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: sync [-d|-f] [FILE]...\n"
    "Write what is cached to permanent storage: everything, or what belongs to the FILEs.\n\n"
    "  -d, --data         only a FILE's content, not what is known about it\n"
    "  -f, --file-system  all of the file system that a FILE is in\n"
    "      --help         show this text\n";
constexpr long_option names[] = {{"data", 'd'}, {"file-system", 'f'}};

bool sync_file(const char *path, int (*how)(int)) {
    // Reading and writing are alike here; a FIFO must not wait for its other end.
    int file = open(path, O_RDONLY | O_NONBLOCK);
    if (file < 0) file = open(path, O_WRONLY | O_NONBLOCK);
    if (file < 0) {
        warn_errno("error opening '%s'", path);
        return false;
    }
    bool good = how(file) == 0;
    if (!good) warn_errno("error syncing '%s'", path);
    if (close(file) != 0 && good) {
        warn_errno("failed to close '%s'", path);
        good = false;
    }
    return good;
}

}  // namespace

int sync_main(int, char **argv) {
    options parser(argv, "df", names, help);
    bool data = false, file_system = false;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'd': data = true; break;
        case 'f': file_system = true; break;
        default: return 1;
        }
    const auto files = parser.operands();
    if (data && file_system) {
        warn("cannot specify both --data and --file-system");
        return 1;
    }
    if (data && files.empty()) {
        warn("--data needs at least one argument");
        return 1;
    }
    if (files.empty()) {
        sync();
        return 0;
    }
    int status = 0;
    for (const char *path : files)
        if (!sync_file(path, data ? fdatasync : file_system ? syncfs : fsync)) status = 1;
    return status;
}
