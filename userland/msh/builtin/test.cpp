// test, [ and [[.
#include "msh/builtin.hpp"
#include "msh/pattern.hpp"
#include "msh/shell.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

namespace {

class condition {
public:
    condition(char **words, int count, bool patterns)
        : words_(words), count_(count), patterns_(patterns) {}

    // 0 true, 1 false, 2 after a message.
    int run() {
        if (count_ == 0) return 1;
        const bool result = run_counted(0, count_);
        return failed_ ? 2 : !result;
    }

private:
    bool fail(const char *what, const char *why) {
        if (!failed_) complain("%s: %s", what, why);
        failed_ = true;
        return false;
    }
    // POSIX's rules by the number of arguments, so that operands may look like operators.
    bool run_counted(int at, int count) {
        char **w = words_ + at;
        if (!patterns_) switch (count) {
            case 1: return *w[0];
            case 2:
                if (strcmp(w[0], "!") == 0) return !run_counted(at + 1, 1);
                if (is_unary(w[0])) return unary(w[0][1], w[1]);
                break;
            case 3:
                if (is_binary(w[1])) return binary(w[0], w[1], w[2]);
                if (strcmp(w[1], "-a") == 0) return *w[0] && *w[2];
                if (strcmp(w[1], "-o") == 0) return *w[0] || *w[2];
                if (strcmp(w[0], "!") == 0) return !run_counted(at + 1, 2);
                if (strcmp(w[0], "(") == 0 && strcmp(w[2], ")") == 0) return *w[1];
                break;
            case 4:
                if (strcmp(w[0], "!") == 0) return !run_counted(at + 1, 3);
                if (strcmp(w[0], "(") == 0 && strcmp(w[3], ")") == 0) return run_counted(at + 1, 2);
                break;
            }
        at_ = at;
        end_ = at + count;
        const bool result = either();
        if (at_ < end_) return fail(words_[at_], "unknown operand");
        return result;
    }
    bool is(const char *text) const { return at_ < end_ && strcmp(words_[at_], text) == 0; }
    bool either() {
        bool result = both();
        while (is("-o") || (patterns_ && is("||"))) {
            at_++;
            result |= both();
        }
        return result;
    }
    bool both() {
        bool result = negated();
        while (is("-a") || (patterns_ && is("&&"))) {
            at_++;
            result &= negated();
        }
        return result;
    }
    bool negated() {
        bool result = true;
        for (; is("!") && at_ + 1 < end_; at_++) result = !result;
        return primary() == result;
    }
    bool primary() {
        if (stack_is_low()) return fail("(", "nested too deeply");
        if (at_ >= end_) return fail(count_ ? words_[end_ - 1] : "test", "argument expected");
        if (at_ + 2 < end_ && is_binary(words_[at_ + 1])) {
            at_ += 3;
            return binary(words_[at_ - 3], words_[at_ - 2], words_[at_ - 1]);
        }
        if (is("(") && at_ + 1 < end_) {
            at_++;
            const bool result = either();
            if (!is(")")) return fail("(", "closing paren expected");
            at_++;
            return result;
        }
        if (is_unary(words_[at_]) && at_ + 1 < end_) {
            at_ += 2;
            return unary(words_[at_ - 2][1], words_[at_ - 1]);
        }
        return *words_[at_++];
    }
    static bool is_unary(const char *w) {
        return w[0] == '-' && w[1] && !w[2] && strchr("bcdefghknprstuwxzLOGSNv", w[1]);
    }
    static bool is_binary(const char *w) {
        for (const char *known : {"=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt",
                                  "-ge", "-nt", "-ot", "-ef", "=~"})
            if (strcmp(w, known) == 0) return true;
        return false;
    }
    long long number(const char *text) {
        const char *p = text;
        while (*p == ' ' || *p == '\t') p++;
        const bool negative = *p == '-';
        if (*p == '-' || *p == '+') p++;
        long long value = 0;
        const char *digits = p;
        bool fits = true;
        for (; *p >= '0' && *p <= '9'; p++)
            fits = fits && !__builtin_mul_overflow(value, 10LL, &value) &&
                   !__builtin_add_overflow(value, *p - '0', &value);
        const bool any = p != digits;
        while (*p == ' ' || *p == '\t') p++;
        if (!any || *p)
            fail(text, "bad number");
        else if (!fits)
            fail(text, "out of range");
        return negative ? -value : value;
    }
    bool binary(const char *a, const char *o, const char *b) {
        if (o[0] == '=' || (o[0] == '!' && o[1] == '=')) {
            const bool equal = patterns_ ? matches(b, a) : strcmp(a, b) == 0;
            return equal == (o[0] == '=');
        }
        if (o[0] == '<') return strcmp(a, b) < 0;
        if (o[0] == '>') return strcmp(a, b) > 0;
        if (strcmp(o, "-nt") == 0 || strcmp(o, "-ot") == 0 || strcmp(o, "-ef") == 0)
            return compare(a, o[1], b);
        const long long x = number(a), y = number(b);
        if (o[1] == 'e') return x == y;
        if (o[1] == 'n') return x != y;
        if (o[1] == 'l') return o[2] == 't' ? x < y : x <= y;
        return o[2] == 't' ? x > y : x >= y;
    }
    static bool compare(const char *a, char how, const char *b) {
        struct stat x, y;
        const bool has_x = stat(a, &x) == 0, has_y = stat(b, &y) == 0;
        if (how == 'e') return has_x && has_y && x.st_dev == y.st_dev && x.st_ino == y.st_ino;
        const auto newer = [](const struct stat &p, const struct stat &q) {
            return p.st_mtim.tv_sec != q.st_mtim.tv_sec ? p.st_mtim.tv_sec > q.st_mtim.tv_sec
                                                        : p.st_mtim.tv_nsec > q.st_mtim.tv_nsec;
        };
        if (how == 'n') return has_x && (!has_y || newer(x, y));
        return has_y && (!has_x || newer(y, x));
    }
    bool unary(char how, const char *text) {
        struct stat s;
        switch (how) {
        case 'n': return *text;
        case 'z': return !*text;
        case 't': {
            const long long descriptor = number(text);
            return !failed_ && isatty(static_cast<int>(descriptor));
        }
        case 'r': return faccessat(AT_FDCWD, text, R_OK, AT_EACCESS) == 0;
        case 'w': return faccessat(AT_FDCWD, text, W_OK, AT_EACCESS) == 0;
        case 'x': return faccessat(AT_FDCWD, text, X_OK, AT_EACCESS) == 0;
        case 'h':
        case 'L': return lstat(text, &s) == 0 && S_ISLNK(s.st_mode);
        }
        if (stat(text, &s) != 0) return false;
        switch (how) {
        case 'b': return S_ISBLK(s.st_mode);
        case 'c': return S_ISCHR(s.st_mode);
        case 'd': return S_ISDIR(s.st_mode);
        case 'f': return S_ISREG(s.st_mode);
        case 'p': return S_ISFIFO(s.st_mode);
        case 'S': return S_ISSOCK(s.st_mode);
        case 's': return s.st_size > 0;
        case 'g': return s.st_mode & S_ISGID;
        case 'u': return s.st_mode & S_ISUID;
        case 'k': return s.st_mode & S_ISVTX;
        case 'O': return s.st_uid == geteuid();
        case 'G': return s.st_gid == getegid();
        case 'N': return s.st_mtim.tv_sec > s.st_atim.tv_sec;
        default: return true;
        }
    }

    char **words_;
    int count_;
    bool patterns_;
    int at_ = 0, end_ = 0;
    bool failed_ = false;
};

}  // namespace

int builtin_test(int argc, char **argv) {
    int count = argc - 1;
    const bool brackets = argv[0][0] == '[';
    const bool doubled = brackets && argv[0][1];
    if (brackets) {
        if (count < 1 || strcmp(argv[argc - 1], doubled ? "]]" : "]") != 0) {
            complain("missing %s", doubled ? "]]" : "]");
            return 2;
        }
        count--;
    }
    return condition(argv + 1, count, doubled).run();
}

}  // namespace msh
