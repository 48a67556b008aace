// The one program behind all utilities: it runs the one that its own name, or else its first
// argument, names.

#include "lib/output.hpp"
#include "lib/program.hpp"

#include <cstring>
#include <fcntl.h>

// clang-format off
#define UTILITIES(use)                                                                            \
    use(basename) use(cat) use(chgrp) use(chmod) use(chown) use(clear) use(cp) use(cut) use(date) \
    use(df) use(dirname) use(dmesg) use(du) use(echo) use(egrep) use(env) use(false) use(fgrep)   \
    use(find) use(free) use(grep) use(head) use(hostname) use(id) use(kill) use(killall) use(ln)  \
    use(ls) use(mkdir) use(mount) use(mv) use(poweroff) use(printf) use(ps) use(pwd) use(reboot)  \
    use(rm) use(rmdir) use(seq) use(sleep) use(sort) use(stat) use(sync) use(tail) use(tee)       \
    use(top) use(touch) use(tr) use(true) use(tty) use(umount) use(uname) use(uniq) use(uptime)   \
    use(vmstat) use(wc) use(which) use(whoami) use(xargs) use(yes)
// clang-format on

#define DECLARE(name) int name##_main(int argc, char **argv);
UTILITIES(DECLARE)

namespace {

struct utility {
    const char *name;
    int (*run)(int argc, char **argv);
};

#define ENTRY(name) {#name, name##_main},
constexpr utility utilities[] = {UTILITIES(ENTRY)};

const char *base_name(const char *path) {
    const char *slash = std::strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const utility *find(const char *name) {
    for (const utility &candidate : utilities)
        if (std::strcmp(candidate.name, name) == 0) return &candidate;
    return nullptr;
}

/// A closed standard descriptor must not become that of a file which is opened for something else.
/// What takes its place fails as a closed one does, and is not there for programs that are run.
void occupy_standard_descriptors() {
    for (int each = 0; each <= 2; ++each)
        if (fcntl(each, F_GETFD) < 0)
            static_cast<void>(open("/dev/null", (each ? O_RDONLY : O_WRONLY) | O_CLOEXEC));
}

}  // namespace

int main(int argc, char **argv) {
    occupy_standard_descriptors();
    const utility *chosen = argc > 0 ? find(base_name(argv[0])) : nullptr;
    if (!chosen && argc > 1) {
        chosen = find(argv[1]);
        ++argv;
        --argc;
        if (!chosen) {
            warn("%s: no such utility", *argv);
            return 127;
        }
    }
    if (!chosen) {
        for (const utility &each : utilities) out.print("%s\n", each.name);
        return out.finish(0);
    }
    program_name = chosen->name;
    return out.finish(chosen->run(argc, argv));
}
