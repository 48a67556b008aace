#include "lib/number.hpp"
#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/proc_file.hpp"
#include "lib/program.hpp"

#include <cstdint>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>

namespace {

constexpr char help[] =
    "Usage: vmstat [-n] [DELAY [COUNT]]\n"
    "Print what processes, memory, swap space, disks and processors do: on average since the "
    "start,\n"
    "then COUNT lines in all, or without an end, with DELAY seconds between.\n\n"
    "  -n, --one-header  not a new heading for every screen\n"
    "      --help        show this text\n";
constexpr long_option names[] = {{"one-header", 'n'}};
constexpr unsigned lines_of_a_screen = 22;

/// What the columns are made of, all since the start: times in ticks but for the first, amounts in
/// KiB.
struct sample {
    uint64_t milliseconds;
    uint64_t user, system, idle, waiting, stolen;
    uint64_t read, written, swapped_in, swapped_out, interrupts, switches;

    uint64_t ticks() const { return user + system + idle + waiting + stolen; }
    /// What came about since `before`.
    sample since(const sample &before) const {
        return {milliseconds - before.milliseconds,
                user - before.user,
                system - before.system,
                idle - before.idle,
                waiting - before.waiting,
                stolen - before.stolen,
                read - before.read,
                written - before.written,
                swapped_in - before.swapped_in,
                swapped_out - before.swapped_out,
                interrupts - before.interrupts,
                switches - before.switches};
    }
};

/// What is so at the moment; KiB.
struct levels {
    uint64_t running, blocked, swapped, unused, buffers, cached;
};

bool look(sample &all, levels &now) {
    const auto stat = read_proc_file("/proc/stat"), memory = read_proc_file("/proc/meminfo"),
               counts = read_proc_file("/proc/vmstat");
    if (!stat || !memory || !counts) return false;
    unsigned long long user = 0, nice = 0, system = 0, idle = 0, waiting = 0, hard = 0, soft = 0,
                       stolen = 0;
    std::sscanf(stat->c_str(), "cpu %llu %llu %llu %llu %llu %llu %llu %llu", &user, &nice, &system,
                &idle, &waiting, &hard, &soft, &stolen);
    const auto value = [](const std::string &text, const char *name) -> uint64_t {
        return number_after(text, name).value_or(0);
    };
    timespec at{};
    clock_gettime(CLOCK_BOOTTIME, &at);
    all = {.milliseconds = static_cast<uint64_t>(at.tv_sec) * 1000 +
                           static_cast<uint64_t>(at.tv_nsec) / 1'000'000,
           .user = user + nice,
           .system = system + hard + soft,
           .idle = idle,
           .waiting = waiting,
           .stolen = stolen,
           .read = value(*counts, "pgpgin "),
           .written = value(*counts, "pgpgout "),
           .swapped_in = value(*counts, "pswpin ") * 4,
           .swapped_out = value(*counts, "pswpout ") * 4,
           .interrupts = value(*stat, "intr "),
           .switches = value(*stat, "ctxt ")};
    const uint64_t running = value(*stat, "procs_running ");
    now = {.running = running > 0 ? running - 1 : 0,  // besides vmstat itself
           .blocked = value(*stat, "procs_blocked "),
           .swapped = value(*memory, "SwapTotal:") - value(*memory, "SwapFree:"),
           .unused = value(*memory, "MemFree:"),
           .buffers = value(*memory, "Buffers:"),
           .cached = value(*memory, "Cached:") + value(*memory, "SReclaimable:")};
    return true;
}

void print_heading() {
    out.print(
        "procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----\n"
        " r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st\n");
}

void print_line(const levels &now, const sample &passed) {
    const auto part = [](uint64_t of, uint64_t unit, uint64_t all) -> unsigned long {
        return all ? (of * unit + all / 2) / all : 0;
    };
    const auto rate = [&](uint64_t of) { return part(of, 1000, passed.milliseconds); };
    const auto share = [&](uint64_t of) { return part(of, 100, passed.ticks()); };
    out.print(
        "%2lu %2lu %6lu %6lu %6lu %6lu %4lu %4lu %5lu %5lu %4lu %4lu %2lu %2lu %2lu %2lu %2lu\n",
        static_cast<unsigned long>(now.running), static_cast<unsigned long>(now.blocked),
        static_cast<unsigned long>(now.swapped), static_cast<unsigned long>(now.unused),
        static_cast<unsigned long>(now.buffers), static_cast<unsigned long>(now.cached),
        rate(passed.swapped_in), rate(passed.swapped_out), rate(passed.read), rate(passed.written),
        rate(passed.interrupts), rate(passed.switches), share(passed.user), share(passed.system),
        share(passed.idle), share(passed.waiting), share(passed.stolen));
}

}  // namespace

int vmstat_main(int, char **argv) {
    options parser(argv, "n", names, help);
    bool one_heading = false;
    for (int code; (code = parser.next()) != options::end; one_heading = true)
        if (code == options::invalid) return 1;
    const auto &operands = parser.operands();
    uint64_t numbers[2] = {0, operands.size() > 1 ? 0u : operands.empty() ? 1u : ~0u};
    if (operands.size() > 2) return usage_error(1, "extra operand '%s'", operands[2]);
    for (size_t i = 0; i < operands.size(); ++i) {
        const auto number = parse_count(operands[i]);
        if (!number || *number == 0 || *number > 1'000'000'000)
            return usage_error(1, "invalid number '%s'", operands[i]);
        numbers[i] = *number;
    }
    sample before{};
    for (uint64_t line = 0; line < numbers[1]; ++line) {
        timespec rest{static_cast<time_t>(numbers[0]), 0};
        if (line) nanosleep(&rest, nullptr);
        sample all;
        levels now;
        if (!look(all, now)) {
            warn_errno("cannot read the system's state");
            return 1;
        }
        if (line == 0 || (!one_heading && line % lines_of_a_screen == 0)) print_heading();
        print_line(now, all.since(before));
        before = all;
        if (!out.flush()) break;
    }
    return 0;
}
