#include "bin/top/sample.hpp"

#include "lib/account.hpp"
#include "lib/order.hpp"
#include "lib/proc_file.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace {

uint64_t now_ns() {
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return static_cast<uint64_t>(now.tv_sec) * 1000000000u + static_cast<uint64_t>(now.tv_nsec);
}

uint64_t tenths_of(uint64_t part, uint64_t whole) { return whole ? part * 1000 / whole : 0; }

std::string point(uint64_t tenths) {
    char text[24];
    std::snprintf(text, sizeof text, "%lu.%u", static_cast<unsigned long>(tenths / 10),
                  static_cast<unsigned>(tenths % 10));
    return text;
}

/// Five columns at most.
std::string size_text(uint64_t bytes) {
    uint64_t value = bytes / 1024;
    const char *letter = "";
    for (const char *next : {"m", "g", "t"}) {
        if (value < 100000) break;
        value /= 1024;
        letter = next;
    }
    return std::to_string(static_cast<unsigned long>(value)) + letter;
}

}  // namespace

std::optional<sample> sample::take(const sample *before) {
    const auto state = system_state::read();
    const auto memory = read_proc_file("/proc/meminfo");
    if (!state || !memory) return {};
    sample result;
    result.state_ = *state;
    result.taken_ns_ = now_ns();
    const auto bytes = [&](const char *name) {
        return number_after(*memory, name).value_or(0) * 1024;
    };
    result.memory_ = bytes("MemTotal:");
    result.memory_free_ = bytes("MemFree:");
    result.memory_available_ = bytes("MemAvailable:");
    const system_state zero, &last = before ? before->state_ : zero;
    const auto since = [](uint64_t now, uint64_t then) { return now > then ? now - then : 0; };
    result.busy_ = since(state->busy_ticks, last.busy_ticks);
    result.user_ = since(state->user_ticks, last.user_ticks);
    result.system_ = since(state->system_ticks, last.system_ticks);
    result.ticks_ = since(state->ticks, last.ticks);
    const uint64_t start_ns =
        before ? before->taken_ns_ : result.taken_ns_ - state->uptime * 1000000000u;
    const uint64_t ticks = since(result.taken_ns_, start_ns) / (1000000000u / ticks_per_second());
    for (process_entry &each : read_processes()) {
        uint64_t then = 0;
        if (before)
            for (const sampled_process &old : before->processes_)
                if (old.process.pid == each.pid && old.process.start == each.start)
                    then = old.process.time();
        const uint64_t used = tenths_of(since(each.time(), then), ticks);
        result.processes_.push_back({std::move(each), static_cast<unsigned>(used)});
    }
    return result;
}

void sample::sort(sort_key key) {
    const auto rank = [key](const sampled_process &each) -> uint64_t {
        switch (key) {
        case sort_key::processor: return each.tenths;
        case sort_key::memory: return each.process.resident_size;
        case sort_key::time: return each.process.time();
        default: return static_cast<uint64_t>(each.process.pid);
        }
    };
    order(processes_, [&](const auto &a, const auto &b) {
        const uint64_t first = rank(a), second = rank(b);
        return first != second ? first > second : a.process.pid < b.process.pid;
    });
}

std::string sample::task_line() const {
    unsigned running = 0, stopped = 0, zombies = 0;
    for (const sampled_process &each : processes_) {
        running += each.process.state == 'R';
        stopped += each.process.state == 'T' || each.process.state == 't';
        zombies += each.process.state == 'Z';
    }
    const auto total = static_cast<unsigned>(processes_.size());
    char text[128];
    std::snprintf(text, sizeof text,
                  "Tasks: %3u total, %3u running, %3u sleeping, %3u stopped, %3u zombie", total,
                  running, total - running - stopped - zombies, stopped, zombies);
    return text;
}

std::string sample::processor_line() const {
    const uint64_t idle = ticks_ > busy_ ? ticks_ - busy_ : 0;
    char text[128];
    std::snprintf(text, sizeof text, "%%Cpu(s): %5s us, %5s sy, %5s id",
                  point(tenths_of(user_, ticks_)).c_str(),
                  point(tenths_of(system_, ticks_)).c_str(),
                  point(tenths_of(idle, ticks_)).c_str());
    return text;
}

std::string sample::memory_line() const {
    constexpr uint64_t tenth_of_mib = 1024 * 1024 / 10;
    const uint64_t used = memory_ > memory_available_ ? memory_ - memory_available_ : 0;
    char text[160];
    std::snprintf(text, sizeof text, "MiB Mem : %8s total, %8s free, %8s used, %8s available",
                  point(memory_ / tenth_of_mib).c_str(), point(memory_free_ / tenth_of_mib).c_str(),
                  point(used / tenth_of_mib).c_str(),
                  point(memory_available_ / tenth_of_mib).c_str());
    return text;
}

std::vector<std::string> sample::summary() const {
    return {"top -" + state_.uptime_line(), task_line(), processor_line(), memory_line(), ""};
}

const char *sample::heading() {
    return "    PID USER      PR  NI    VIRT    RES S  %CPU  %MEM     TIME+ COMMAND";
}

std::string sample::row(const sampled_process &each, bool whole_command) const {
    const process_entry &p = each.process;
    const char *user = user_name(p.user);
    const std::string who = user ? user : std::to_string(p.user);
    const uint64_t per_second = ticks_per_second(), seconds = p.time() / per_second;
    char text[160];
    std::snprintf(text, sizeof text, "%7d %-8.8s %3ld %3ld %7s %6s %c %5s %5s %3lu:%02u.%02u ",
                  static_cast<int>(p.pid), who.c_str(), p.priority, p.nice,
                  size_text(p.virtual_size).c_str(), size_text(p.resident_size).c_str(), p.state,
                  point(each.tenths).c_str(), point(tenths_of(p.resident_size, memory_)).c_str(),
                  static_cast<unsigned long>(seconds / 60), static_cast<unsigned>(seconds % 60),
                  static_cast<unsigned>(p.time() % per_second * 100 / per_second));
    std::string line = text + (whole_command ? p.command() : p.name);
    for (char &c : line)
        if (static_cast<unsigned char>(c) < ' ' || c == '\177') c = '?';
    return line;
}
