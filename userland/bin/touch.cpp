#include "lib/choice.hpp"
#include "lib/date_text.hpp"
#include "lib/options.hpp"
#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr char help[] =
    "Usage: touch [OPTION]... FILE...\n"
    "Set the access and modification times of each FILE to now; make it if it does not exist.\n\n"
    "  -a                      only the access time\n"
    "  -c, --no-create         make no file\n"
    "  -d, --date=TEXT         use the time that TEXT names: '2024-05-01 12:30', '2 hours ago', "
    "@N\n"
    "  -f                      ignored\n"
    "  -h, --no-dereference    a link itself, not what it points to\n"
    "  -m                      only the modification time\n"
    "  -r, --reference=FILE    use FILE's times\n"
    "  -t [[CC]YY]MMDDhhmm[.ss]  use this time\n"
    "      --time=WORD         access (atime, use) as -a, modify (mtime) as -m\n"
    "      --help              show this text\n";
constexpr int time_code = 256;
constexpr long_option names[] = {{"date", 'd', long_option::required},
                                 {"no-create", 'c'},
                                 {"no-dereference", 'h'},
                                 {"reference", 'r', long_option::required},
                                 {"time", time_code, long_option::required}};
constexpr choice time_choices[] = {
    {"atime", 'a'}, {"access", 'a'}, {"use", 'a'}, {"mtime", 'm'}, {"modify", 'm'}};

struct toucher {
    timespec times[2] = {{0, UTIME_NOW}, {0, UTIME_NOW}};
    bool create = true, follow = true;

    bool touch(const char *name) const;
};

bool toucher::touch(const char *name) const {
    const bool standard = std::strcmp(name, "-") == 0;
    // What stands in for a closed descriptor is not for programs that are run.
    const bool closed = standard && fcntl(STDOUT_FILENO, F_GETFD) == FD_CLOEXEC;
    if (closed && !create) return true;
    int descriptor = standard ? STDOUT_FILENO : -1;
    int open_reason = 0;
    if (!standard && create && follow) {
        descriptor = open(name, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
        if (descriptor < 0) open_reason = errno;
    }
    const int result = descriptor >= 0
                           ? futimens(descriptor, times)
                           : utimensat(AT_FDCWD, name, times, follow ? 0 : AT_SYMLINK_NOFOLLOW);
    const int reason = errno;
    if (descriptor >= 0 && !standard) close(descriptor);
    if (result == 0) return true;
    errno = reason;
    if (!create && (reason == ENOENT || (standard && reason == EBADF))) return true;
    // A file that can be neither made nor opened: that is the reason, unless it is there.
    if (open_reason && open_reason != EISDIR && open_reason != EINVAL && open_reason != EPERM) {
        errno = open_reason;
        warn_errno("cannot touch %s", quoted(name).c_str());
    } else {
        warn_errno("setting times of %s", quoted(name).c_str());
    }
    return false;
}

}  // namespace

int touch_main(int, char **argv) {
    options parser(argv, "acd:fhmr:t:", names, help);
    toucher work;
    const char *date = nullptr, *reference = nullptr, *digits = nullptr;
    bool access = false, modification = false;
    for (int code; (code = parser.next()) != options::end;) {
        if (code == time_code) {
            const auto value = choose("--time", parser.argument(), time_choices);
            if (!value) return 1;
            code = *value;
        }
        switch (code) {
        case 'a': access = true; break;
        case 'c': work.create = false; break;
        case 'd': date = parser.argument(); break;
        case 'f': break;
        case 'h': work.follow = false; break;
        case 'm': modification = true; break;
        case 'r': reference = parser.argument(); break;
        case 't': digits = parser.argument(); break;
        default: return 1;
        }
    }
    if ((date || reference) && digits)
        return usage_error(1, "cannot specify times from more than one source");
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (reference) {
        struct stat status;
        if (fstatat(AT_FDCWD, reference, &status, work.follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0) {
            warn_errno("failed to get attributes of %s", quoted(reference).c_str());
            return 1;
        }
        work.times[0] = status.st_atim;
        work.times[1] = status.st_mtim;
    }
    if (date || digits) {
        for (timespec &each : work.times) {
            const auto time = date ? parse_date_text(date, reference ? each : now)
                                   : parse_date_digits(digits, now);
            if (!time) {
                warn("invalid date format %s", quoted(date ? date : digits).c_str());
                return 1;
            }
            each = *time;
        }
    }
    if (access && !modification) work.times[1].tv_nsec = UTIME_OMIT;
    if (modification && !access) work.times[0].tv_nsec = UTIME_OMIT;
    if (parser.operands().empty()) return usage_error(1, "missing file operand");
    int status = 0;
    for (const char *name : parser.operands())
        if (!work.touch(name)) status = 1;
    return status;
}
