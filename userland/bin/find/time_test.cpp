// Tests of times.

#include "bin/find/comparison.hpp"
#include "bin/find/test_reader.hpp"
#include "lib/date_text.hpp"
#include "lib/quote.hpp"

#include <ctime>

namespace {

const timespec &time_of(const struct stat &status, char which) {
    return which == 'a' ? status.st_atim : which == 'c' ? status.st_ctim : status.st_mtim;
}

}  // namespace

/// -newerXY: our time X is later than the file's time Y, or than the time t that is given.
find_node_pointer test_reader::newer(const char *which) {
    const char *text = argument();
    if (!text) return nullptr;
    const char own = which[0], other = which[1];
    timespec limit{};
    if (other == 't') {
        clock_gettime(CLOCK_REALTIME, &limit);
        const auto time = parse_date_text(text, limit);
        if (!time)
            return bad("%s: I cannot figure out how to interpret %s as a date or time",
                       quoted(text).c_str());
        limit = *time;
    } else {
        struct stat status;
        if (stat(text, &status) != 0) {
            warn_errno("%s", quoted(text).c_str());
            failed_ = true;
            return nullptr;
        }
        limit = time_of(status, other);
    }
    return make_test([=](const find_context &c) {
        const timespec &time = time_of(c.entry->status, own);
        return time.tv_sec > limit.tv_sec ||
               (time.tv_sec == limit.tv_sec && time.tv_nsec > limit.tv_nsec);
    });
}

/// Whole days from the last change of the status to the last use.
find_node_pointer test_reader::used() {
    const char *text = argument();
    if (!text) return nullptr;
    const auto wanted = parse_comparison(text);
    if (!wanted) return bad("invalid argument `%2$s' to `%1$s'", text);
    return make_test([wanted = *wanted](const find_context &c) {
        const timespec &use = c.entry->status.st_atim, &change = c.entry->status.st_ctim;
        const int64_t age = use.tv_sec - change.tv_sec - (use.tv_nsec < change.tv_nsec);
        return age >= 0 && wanted.holds(age / 86400);
    });
}

/// -mtime -amin and so on: age in whole days or minutes.
find_node_pointer test_reader::read_time() {
    const char *name = words_[at_];
    if (is("-newer")) return newer("mm");
    if (is("-anewer")) return newer("am");
    if (is("-cnewer")) return newer("cm");
    if (is("-used")) return used();
    if (std::strncmp(name, "-newer", 6) == 0 && std::strlen(name) == 8 &&
        std::strchr("acm", name[6]) && std::strchr("acmt", name[7]))
        return newer(name + 6);
    if (!name[0] || !name[1] || !std::strchr("acm", name[1])) return nullptr;
    const bool days = std::strcmp(name + 2, "time") == 0;
    if (!days && std::strcmp(name + 2, "min") != 0) return nullptr;
    const char *text = argument();
    if (!text) return nullptr;
    const auto wanted = parse_comparison(text);
    if (!wanted) return bad("invalid argument `%2$s' to `%1$s'", text);
    return make_test([wanted = *wanted, days, which = name[1],
                      &daystart = walk_.daystart](const find_context &c) {
        time_t now = c.now.tv_sec;
        if (daystart) {
            tm parts;
            localtime_r(&now, &parts);
            parts.tm_hour = parts.tm_min = parts.tm_sec = 0;
            ++parts.tm_mday;
            now = mktime(&parts);
        }
        const timespec &time = time_of(c.entry->status, which);
        int64_t age = now - time.tv_sec - (time.tv_nsec > c.now.tv_nsec && !daystart);
        const int64_t unit = days ? 86400 : 60;
        // Minutes are compared exactly, days by whole ones.
        if (!days)
            return wanted.sign > 0   ? age >= wanted.value * unit
                   : wanted.sign < 0 ? age < wanted.value * unit
                                     : (age + unit) / unit == wanted.value;
        age = age >= 0 ? age / unit : -1;
        return wanted.holds(age);
    });
}
