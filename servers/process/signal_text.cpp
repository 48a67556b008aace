#include <signal_text.hpp>

#include <cstdio>

#include <process.hpp>

namespace process_server {

namespace {

struct dispositions {
    signal_bits ignored = 0, caught = 0;
};

/// From the process's own memory; empty when it has no readable memory.
dispositions dispositions_of(const process &p) {
    static protocol::posix_signal_action table[protocol::posix_signal_max];
    dispositions found;
    mach_vm_size_t got = 0;
    if (p.task == MACH_PORT_NULL ||
        mach_vm_read_overwrite(p.task, p.library().signal_actions, sizeof table,
                               reinterpret_cast<mach_vm_address_t>(table), &got) != KERN_SUCCESS)
        return found;
    for (int signal = 1; signal <= protocol::posix_signal_max; ++signal) {
        const uint64_t handler = table[signal - 1].handler;
        if (handler != 0) (handler == 1 ? found.ignored : found.caught) |= bit(signal);
    }
    return found;
}

}  // namespace

std::string signals_of(const process &p) {
    const dispositions set = dispositions_of(p);
    const bool alone = p.threads.empty();
    const struct {
        const char *name;
        signal_bits bits;
    } lines[] = {
        {"SigPnd", alone ? 0 : p.threads.front().signals.pending()},
        {"ShdPnd", p.signals.pending()},
        {"SigBlk", alone ? 0 : p.blocked(p.threads.front())},
        {"SigIgn", set.ignored},
        {"SigCgt", set.caught},
    };
    std::string text;
    for (const auto &line : lines) {
        char piece[40];
        std::snprintf(piece, sizeof piece, "%s:\t%016llx\n", line.name,
                      static_cast<unsigned long long>(line.bits));
        text += piece;
    }
    return text;
}

}  // namespace process_server
