#include "bin/ps/column.hpp"

#include "lib/account.hpp"

#include <cstdio>
#include <ctime>
#include <grp.h>

namespace {

using entry = process_entry;
using context = column_context;

std::string number(unsigned long value) { return std::to_string(value); }

std::string user_text(uid_t user) {
    const char *name = user_name(user);
    return name ? name : number(user);
}

std::string group_text(gid_t group) {
    const char *name = group_name(group);
    return name ? name : number(group);
}

/// [D-]HH:MM:SS, or MM:SS where `brief` allows it.
std::string clock_text(uint64_t seconds, bool brief) {
    const auto days = static_cast<unsigned>(seconds / 86400),
               hours = static_cast<unsigned>(seconds / 3600 % 24);
    const auto minutes = static_cast<unsigned>(seconds / 60 % 60),
               rest = static_cast<unsigned>(seconds % 60);
    char text[48];
    if (days)
        std::snprintf(text, sizeof text, "%u-%02u:%02u:%02u", days, hours, minutes, rest);
    else if (hours || !brief)
        std::snprintf(text, sizeof text, "%02u:%02u:%02u", hours, minutes, rest);
    else
        std::snprintf(text, sizeof text, "%02u:%02u", minutes, rest);
    return text;
}

uint64_t age(const entry &e, const context &c) {
    const uint64_t start = e.start / ticks_per_second();
    return c.uptime > start ? c.uptime - start : 0;
}

std::string cpu_time(const entry &e, const context &) {
    return clock_text(e.time() / ticks_per_second(), false);
}

/// BSD's: minutes, however many.
std::string cpu_minutes(const entry &e, const context &) {
    const uint64_t seconds = e.time() / ticks_per_second();
    char text[32];
    std::snprintf(text, sizeof text, "%lu:%02u", static_cast<unsigned long>(seconds / 60),
                  static_cast<unsigned>(seconds % 60));
    return text;
}

std::string tenths(uint64_t part, uint64_t whole) {
    const uint64_t value = whole ? part * 1000 / whole : 0;
    return number(value / 10) + "." + number(value % 10);
}

std::string cpu_share(const entry &e, const context &c) {
    return tenths(e.time(), age(e, c) * ticks_per_second());
}

std::string memory_share(const entry &e, const context &c) {
    return tenths(e.resident_size, c.memory);
}

/// The time of day for what began today, else the date.
std::string start_time(const entry &e, const context &c) {
    const time_t now = time(nullptr), start = now - static_cast<time_t>(age(e, c));
    tm today{}, then{};
    if (!localtime_r(&now, &today) || !localtime_r(&start, &then)) return "?";
    const bool same = today.tm_yday == then.tm_yday && today.tm_year == then.tm_year;
    char text[16];
    const char *format = same ? "%H:%M" : today.tm_year == then.tm_year ? "%b%d" : "%Y";
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    return {text, std::strftime(text, sizeof text, format, &then)};
#pragma clang diagnostic pop
}

std::string long_start(const entry &e, const context &c) {
    const time_t start = time(nullptr) - static_cast<time_t>(age(e, c));
    tm then{};
    char text[40];
    if (!localtime_r(&start, &then)) return "?";
    return {text, std::strftime(text, sizeof text, "%a %b %e %H:%M:%S %Y", &then)};
}

std::string detailed_state(const entry &e, const context &) {
    std::string text(1, e.state);
    if (e.nice < 0) text += '<';
    if (e.nice > 0) text += 'N';
    if (e.session == e.pid) text += 's';
    if (e.threads > 1) text += 'l';
    if (e.terminal && e.terminal_group == e.group) text += '+';
    return text;
}

std::string command(const entry &e, const context &c) {
    return std::string(c.branch) + e.command();
}

std::string name(const entry &e, const context &c) {
    return std::string(c.branch) + e.name + (e.state == 'Z' ? " <defunct>" : "");
}

constexpr column columns[] = {
    {"pid tgid", "PID", 7, [](const entry &e, const context &) { return std::to_string(e.pid); }},
    {"ppid", "PPID", 7, [](const entry &e, const context &) { return std::to_string(e.parent); }},
    {"pgid pgrp", "PGID", 7,
     [](const entry &e, const context &) { return std::to_string(e.group); }},
    {"sid sess session", "SID", 7,
     [](const entry &e, const context &) { return std::to_string(e.session); }},
    {"tpgid", "TPGID", 7,
     [](const entry &e, const context &) { return std::to_string(e.terminal_group); }},
    {"user euser uname", "USER", -8,
     [](const entry &e, const context &) { return user_text(e.user); }},
    {"ruser", "RUSER", -8, [](const entry &e, const context &) { return user_text(e.real_user); }},
    {"uid euid", "UID", 5, [](const entry &e, const context &) { return number(e.user); }},
    {"ruid", "RUID", 5, [](const entry &e, const context &) { return number(e.real_user); }},
    {"group rgroup", "RGROUP", -8,
     [](const entry &e, const context &) { return group_text(e.real_group); }},
    {"gid rgid", "RGID", 5, [](const entry &e, const context &) { return number(e.real_group); }},
    {"tty tt tname", "TTY", -8,
     [](const entry &e, const context &) { return terminal_name(e.terminal); }},
    {"s state", "S", -1, [](const entry &e, const context &) { return std::string(1, e.state); }},
    {"stat", "STAT", -4, detailed_state},
    {"f flags", "F", 1, [](const entry &, const context &) { return std::string("0"); }},
    {"c", "C", 2,
     [](const entry &e, const context &c) {
         const uint64_t lived = age(e, c) * ticks_per_second();
         return number(lived ? e.time() * 100 / lived : 0);
     }},
    {"pri", "PRI", 3,
     [](const entry &e, const context &) { return std::to_string(60 + e.priority); }},
    {"nice ni", "NI", 3, [](const entry &e, const context &) { return std::to_string(e.nice); }},
    {"addr", "ADDR", -4, [](const entry &, const context &) { return std::string("-"); }},
    {"sz", "SZ", 5, [](const entry &e, const context &) { return number(e.virtual_size / 4096); }},
    {"wchan", "WCHAN", -6, [](const entry &, const context &) { return std::string("-"); }},
    {"vsz vsize", "VSZ", 6,
     [](const entry &e, const context &) { return number(e.virtual_size / 1024); }},
    {"rss rssize", "RSS", 5,
     [](const entry &e, const context &) { return number(e.resident_size / 1024); }},
    {"pcpu %cpu", "%CPU", 4, cpu_share},
    {"pmem %mem", "%MEM", 4, memory_share},
    {"time cputime", "TIME", 8, cpu_time},
    {"bsdtime", "TIME", 6, cpu_minutes},
    {"etime", "ELAPSED", 11,
     [](const entry &e, const context &c) { return clock_text(age(e, c), true); }},
    {"etimes", "ELAPSED", 7, [](const entry &e, const context &c) { return number(age(e, c)); }},
    {"stime", "STIME", 5, start_time},
    {"start start_time bsdstart", "START", 5, start_time},
    {"lstart", "STARTED", 24, long_start},
    {"nlwp thcount", "NLWP", 4,
     [](const entry &e, const context &) { return std::to_string(e.threads); }},
    {"comm ucomm", "COMMAND", -15, name},
    {"ucmd", "CMD", -15, name},
    {"args command", "COMMAND", -27, command},
    {"cmd", "CMD", -27, command},
};

}  // namespace

std::span<const column> all_columns() { return columns; }

const column *find_column(std::string_view name) {
    for (const column &each : columns) {
        std::string_view names = each.names;
        while (!names.empty()) {
            const size_t space = names.find(' ');
            if (names.substr(0, space) == name) return &each;
            names.remove_prefix(space == names.npos ? names.size() : space + 1);
        }
    }
    return nullptr;
}
