// times ulimit umask.
#include "msh/builtin.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <errno.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/times.h>
#include <unistd.h>

namespace msh {

int builtin_times(int, char **) {
    tms t;
    times(&t);
    const long tick = sysconf(_SC_CLK_TCK);
    const auto print = [tick](clock_t ticks, char end) {
        const long whole = static_cast<long>(ticks) / tick;
        out.print("%ldm%ld.%03lds%c", whole / 60, whole % 60,
                  static_cast<long>(ticks) % tick * 1000 / tick, end);
    };
    print(t.tms_utime, ' ');
    print(t.tms_stime, '\n');
    print(t.tms_cutime, ' ');
    print(t.tms_cstime, '\n');
    return 0;
}

namespace {

struct limit {
    char letter;
    int which;
    unsigned unit;
    const char *name;
};

constexpr limit limits[] = {{'t', RLIMIT_CPU, 1, "time(seconds)"},
                            {'f', RLIMIT_FSIZE, 512, "file(blocks)"},
                            {'d', RLIMIT_DATA, 1024, "data(kb)"},
                            {'s', RLIMIT_STACK, 1024, "stack(kb)"},
                            {'c', RLIMIT_CORE, 512, "coredump(blocks)"},
                            {'m', RLIMIT_RSS, 1024, "memory(kb)"},
                            {'l', RLIMIT_MEMLOCK, 1024, "locked memory(kb)"},
                            {'p', RLIMIT_NPROC, 1, "process"},
                            {'n', RLIMIT_NOFILE, 1, "nofiles"},
                            {'v', RLIMIT_AS, 1024, "vmemory(kb)"},
                            {'w', RLIMIT_LOCKS, 1, "locks"},
                            {'e', RLIMIT_NICE, 1, "scheduling priority"},
                            {'r', RLIMIT_RTPRIO, 1, "real-time priority"}};

void print_limit(rlim_t value, unsigned unit) {
    if (value == RLIM_INFINITY)
        out.put("unlimited\n");
    else
        out.print("%llu\n", static_cast<unsigned long long>(value / unit));
}

}  // namespace

int builtin_ulimit(int argc, char **argv) {
    bool hard = false, soft = false, all = false;
    char which = 'f';
    option_reader options(argc, argv, "HSatfdscmlpnvwer");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        if (o == 'H')
            hard = true;
        else if (o == 'S')
            soft = true;
        else if (o == 'a')
            all = true;
        else
            which = static_cast<char>(o);
    }
    for (const limit &l : limits) {
        if (!all && l.letter != which) continue;
        rlimit now;
        if (getrlimit(l.which, &now) != 0) {
            if (all) continue;
            complain("%s", error_text(errno));
            return 1;
        }
        if (all || options.operands() >= argc) {
            if (all) out.print("-%c: %-24s ", l.letter, l.name);
            print_limit(hard && !soft ? now.rlim_max : now.rlim_cur, l.unit);
            continue;
        }
        const char *text = argv[options.operands()];
        rlim_t value = RLIM_INFINITY;
        if (strcmp(text, "unlimited") != 0) {
            const long number = number_argument(text);
            if (number < 0) return 2;
            value = static_cast<rlim_t>(number) * l.unit;
        }
        if (hard || !soft) now.rlim_max = value;
        if (soft || !hard) now.rlim_cur = value;
        if (setrlimit(l.which, &now) != 0) {
            complain("error setting limit: %s", error_text(errno));
            return 1;
        }
    }
    return 0;
}

static bool is_mode_operator(char c) { return c == '+' || c == '-' || c == '='; }

// "rwx", or one of "ugo" for what is allowed to those, for all three; takes it from the text.
static mode_t mode_permissions(const char *&p, mode_t allowed) {
    if (*p == 'u' || *p == 'g' || *p == 'o') {
        const int shift = *p == 'u' ? 6 : *p == 'g' ? 3 : 0;
        p++;
        return (allowed >> shift & 7) * 0111;
    }
    mode_t bits = 0;
    for (; *p && strchr("rwxXst", *p); p++)
        bits |= *p == 'r' ? 0444 : *p == 'w' ? 0222 : *p == 'x' || *p == 'X' ? 0111 : 0;
    return bits;
}

// Applies "u=rwx,g-w" to what is allowed; false if it is none.
static bool apply_symbolic(const char *p, mode_t &allowed) {
    while (*p) {
        mode_t who = 0;
        for (; *p && strchr("ugoa", *p); p++)
            who |= *p == 'u' ? 0700 : *p == 'g' ? 0070 : *p == 'o' ? 0007 : 0777;
        if (!who) who = 0777;
        if (!is_mode_operator(*p)) return false;
        while (is_mode_operator(*p)) {
            const char op = *p++;
            const mode_t bits = mode_permissions(p, allowed) & who;
            if (op == '+')
                allowed |= bits;
            else if (op == '-')
                allowed &= ~bits;
            else
                allowed = (allowed & ~who) | bits;
        }
        if (*p == ',' && p[1])
            p++;
        else if (*p)
            return false;
    }
    return true;
}

int builtin_umask(int argc, char **argv) {
    bool symbolic = false;
    option_reader options(argc, argv, "Sp");
    while (const int o = options.next()) {
        if (o == '?') return 2;
        symbolic |= o == 'S';
    }
    const mode_t now = umask(0);
    umask(now);
    if (options.operands() >= argc) {
        if (!symbolic) {
            out.print("%04o\n", now);
            return 0;
        }
        for (int shift = 6; shift >= 0; shift -= 3) {
            const mode_t bits = ~now >> shift & 7;
            out.print("%s=%s%s%s%s",
                      shift == 6   ? "u"
                      : shift == 3 ? ",g"
                                   : ",o",
                      bits & 4 ? "r" : "", bits & 2 ? "w" : "", bits & 1 ? "x" : "",
                      shift ? "" : "\n");
        }
        return 0;
    }
    const char *text = argv[options.operands()];
    mode_t mask = 0;
    if (*text >= '0' && *text <= '9') {
        for (const char *p = text; *p; p++) {
            if (*p < '0' || *p > '7' || mask > 0777) {
                complain("Illegal number: %s", text);
                return 2;
            }
            mask = mask * 8 + static_cast<mode_t>(*p - '0');
        }
        umask(mask);
        return 0;
    }
    mode_t allowed = ~now & 0777;
    if (!apply_symbolic(text, allowed)) {
        complain("Illegal mode: %s", text);
        return 2;
    }
    umask(~allowed & 0777);
    return 0;
}

}  // namespace msh
