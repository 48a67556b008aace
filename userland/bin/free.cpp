#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/proc_file.hpp"
#include "lib/program.hpp"
#include "lib/size_format.hpp"

#include <cstdint>
#include <cstdio>

namespace {

constexpr char help[] =
    "Usage: free [OPTION]...\n"
    "Print how much memory is used, and how much is free.\n\n"
    "  -b, --bytes  in bytes\n"
    "  -k, --kibi   in units of 1024 bytes (the default)\n"
    "  -m, --mebi   in units of 1024^2 bytes\n"
    "  -g, --gibi   in units of 1024^3 bytes\n"
    "  -h, --human  with the unit that suits each\n"
    "  -t, --total  the sum of memory and swap, too\n"
    "      --help   show this text\n";
constexpr long_option names[] = {{"bytes", 'b'}, {"kibi", 'k'},  {"mebi", 'm'},
                                 {"gibi", 'g'},  {"human", 'h'}, {"total", 't'}};

/// Sizes as procps has them: rounded down in units; "1.5Gi" for people.
std::string shown(uint64_t bytes, int unit) {
    if (unit == 'h') {
        constexpr const char *suffixes[] = {"B", "Ki", "Mi", "Gi", "Ti"};
        size_t step = 0;
        uint64_t scale = 1;
        for (; step + 1 < std::size(suffixes) && bytes / scale >= 1000; ++step) scale *= 1024;
        const uint64_t tenths = bytes / scale * 10 + (bytes % scale * 10 + scale / 2) / scale;
        char text[32];
        if (step && tenths < 100)
            std::snprintf(text, sizeof text, "%u.%u%s", static_cast<unsigned>(tenths / 10),
                          static_cast<unsigned>(tenths % 10), suffixes[step]);
        else
            std::snprintf(text, sizeof text, "%u%s", static_cast<unsigned>(tenths / 10),
                          suffixes[step]);
        return text;
    }
    const int shift = unit == 'b' ? 0 : unit == 'k' ? 10 : unit == 'm' ? 20 : 30;
    return std::to_string(static_cast<unsigned long>(bytes >> shift));
}

}  // namespace

int free_main(int, char **argv) {
    options parser(argv, "bkmght", names, help);
    int unit = 'k';
    bool total = false;
    for (int code; (code = parser.next()) != options::end;) {
        if (code == options::invalid) return 1;
        if (code == 't')
            total = true;
        else
            unit = code;
    }
    if (!parser.operands().empty())
        return usage_error(1, "extra operand '%s'", parser.operands()[0]);
    const auto text = read_proc_file("/proc/meminfo");
    if (!text) {
        warn_errno("/proc/meminfo");
        return 1;
    }
    const auto bytes = [&](const char *name) {
        return number_after(*text, name).value_or(0) * 1024;
    };
    const uint64_t all = bytes("MemTotal:"), unused = bytes("MemFree:");
    const uint64_t cached = bytes("Buffers:") + bytes("Cached:") + bytes("SReclaimable:");
    const uint64_t available = bytes("MemAvailable:");
    const uint64_t swap = bytes("SwapTotal:"), swap_free = bytes("SwapFree:");
    const uint64_t used = all > available ? all - available : 0;
    out.print("%20s%12s%12s%12s%12s%12s\n", "total", "used", "free", "shared", "buff/cache",
              "available");
    const auto row = [&](const char *title, std::initializer_list<uint64_t> values) {
        out.print("%-8s", title);
        for (const uint64_t value : values) out.print("%12s", shown(value, unit).c_str());
        out.put('\n');
    };
    row("Mem:", {all, used, unused, bytes("Shmem:"), cached, available});
    row("Swap:", {swap, swap - swap_free, swap_free});
    if (total) row("Total:", {all + swap, used + swap - swap_free, unused + swap_free});
    return 0;
}
