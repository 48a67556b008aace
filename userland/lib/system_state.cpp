#include "lib/system_state.hpp"

#include "lib/proc_file.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>

std::optional<system_state> system_state::read() {
    const auto uptime = read_proc_file("/proc/uptime");
    const auto load = uptime ? read_proc_file("/proc/loadavg") : uptime;
    const auto stat = load ? read_proc_file("/proc/stat") : load;
    if (!stat) return {};
    system_state state;
    state.uptime = std::strtoul(uptime->c_str(), nullptr, 10);
    size_t end = 0;
    for (int words = 0; words < 3 && end != load->npos; ++words) {
        const size_t begin = end;
        end = load->find(' ', begin);
        if (words) state.load += ", ";
        state.load += load->substr(begin, end - begin);
        if (end != load->npos) ++end;
    }
    // proc(5): user nice system idle iowait irq softirq steal
    unsigned long long times[8] = {};
    std::sscanf(stat->c_str(), "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &times[0], &times[1],
                &times[2], &times[3], &times[4], &times[5], &times[6], &times[7]);
    for (const unsigned long long each : times) state.ticks += each;
    state.busy_ticks = state.ticks - times[3] - times[4];
    state.user_ticks = times[0] + times[1];
    state.system_ticks = times[2] + times[5] + times[6];
    return state;
}

std::string system_state::uptime_line() const {
    const unsigned long days = uptime / 86400, hours = uptime / 3600 % 24,
                        minutes = uptime / 60 % 60;
    char text[160], clock[16] = "", length[48] = "";
    const time_t now = time(nullptr);
    tm parts{};
    if (localtime_r(&now, &parts)) std::strftime(clock, sizeof clock, "%H:%M:%S", &parts);
    int used = 0;
    if (days)
        used = std::snprintf(length, sizeof length, "%lu day%s, ", days, days == 1 ? "" : "s");
    if (hours)
        std::snprintf(length + used, sizeof length - static_cast<size_t>(used), "%2lu:%02lu", hours,
                      minutes);
    else
        std::snprintf(length + used, sizeof length - static_cast<size_t>(used), "%lu min", minutes);
    std::snprintf(text, sizeof text, " %s up %s,  load average: %s", clock, length, load.c_str());
    return text;
}
