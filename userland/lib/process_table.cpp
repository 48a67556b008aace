#include "lib/process_table.hpp"

#include "lib/proc_file.hpp"
#include "lib/order.hpp"

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <algorithm>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace {

std::string path_of(pid_t pid, const char *file) {
    char path[48];
    std::snprintf(path, sizeof path, "/proc/%d/%s", static_cast<int>(pid), file);
    return path;
}

/// proc(5), "stat". The name may hold anything, so it goes up to the last parenthesis.
bool parse_stat(const std::string &text, process_entry &entry) {
    const size_t open = text.find('('), close = text.rfind(')');
    if (open == text.npos || close == text.npos || close < open) return false;
    entry.name = text.substr(open + 1, close - open - 1);
    unsigned long long user, system, start, size;
    long resident;
    const int fields = std::sscanf(
        text.c_str() + close + 1,
        " %c %d %d %d %u %d %*s %*s %*s %*s %*s %llu %llu %*s %*s %ld %ld %ld %*s %llu %llu %ld",
        &entry.state, &entry.parent, &entry.group, &entry.session, &entry.terminal,
        &entry.terminal_group, &user, &system, &entry.priority, &entry.nice, &entry.threads, &start,
        &size, &resident);
    if (fields != 14) return false;
    entry.user_time = user;
    entry.system_time = system;
    entry.start = start;
    entry.virtual_size = size;
    entry.resident_size = static_cast<uint64_t>(resident) * static_cast<uint64_t>(getpagesize());
    return true;
}

void parse_status(const std::string &text, process_entry &entry) {
    if (const size_t at = text.find("\nUid:"); at != text.npos)
        std::sscanf(text.c_str() + at, "\nUid: %u %u", &entry.real_user, &entry.user);
    if (const size_t at = text.find("\nGid:"); at != text.npos)
        std::sscanf(text.c_str() + at, "\nGid: %u", &entry.real_group);
}

}  // namespace

std::string process_entry::command() const {
    if (!arguments.empty()) return arguments;
    return '[' + name + ']' + (state == 'Z' ? " <defunct>" : "");
}

std::optional<process_entry> read_process(pid_t pid) {
    process_entry entry;
    entry.pid = pid;
    const auto stat = read_proc_file(path_of(pid, "stat").c_str());
    if (!stat || !parse_stat(*stat, entry)) return {};
    const auto status = read_proc_file(path_of(pid, "status").c_str());
    if (!status) return {};
    parse_status(*status, entry);
    if (auto words = read_proc_file(path_of(pid, "cmdline").c_str())) {
        while (!words->empty() && words->back() == '\0') words->pop_back();
        for (char &c : *words)
            if (c == '\0') c = ' ';
        entry.arguments = std::move(*words);
    }
    return entry;
}

std::vector<process_entry> read_processes() {
    std::vector<process_entry> table;
    DIR *folder = opendir("/proc");
    if (!folder) return table;
    std::vector<pid_t> pids;
    while (const dirent *entry = readdir(folder)) {
        char *end = nullptr;
        const long pid = std::strtol(entry->d_name, &end, 10);
        if (!*end && pid > 0 && pid <= INT_MAX) pids.push_back(static_cast<pid_t>(pid));
    }
    closedir(folder);
    order(std::span(pids), [](pid_t a, pid_t b) { return a < b; });
    for (const pid_t pid : pids)
        if (auto entry = read_process(pid)) table.push_back(std::move(*entry));
    if (table.empty()) errno = ENOENT;
    return table;
}

uint64_t ticks_per_second() {
    const long ticks = sysconf(_SC_CLK_TCK);
    return ticks > 0 ? static_cast<uint64_t>(ticks) : 100;
}

/// Linux's list of devices, Documentation/admin-guide/devices.txt.
std::string terminal_name(unsigned device) {
    if (!device) return "?";
    const unsigned kind = major(device), number = minor(device);
    const auto with = [](const char *name, unsigned n) { return name + std::to_string(n); };
    if (kind == 4) return number < 64 ? with("tty", number) : with("ttyS", number - 64);
    if (kind == 5) return number == 1 ? "console" : number == 0 ? "tty" : "ptmx";
    if (kind >= 136 && kind < 144) return with("pts/", number + (kind - 136) * 256);
    if (kind == 204 && number >= 64) return with("ttyAMA", number - 64);
    if (kind == 229) return with("hvc", number);
    return std::to_string(kind) + ":" + std::to_string(number);
}
