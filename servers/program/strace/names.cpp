#include <strace/names.hpp>

#include <span>

namespace strace {

namespace {

struct name {
    uint64_t number;
    const char *text;
};

// call_names, error_names, signal_names: made from the headers by build/servers.mk.
#include <linux_names.inc>

const char *find(std::span<const name> names, uint64_t number) {
    for (const name &each : names)
        if (each.number == number) return each.text;
    return nullptr;
}

}  // namespace

const char *call_name(uint64_t number) { return find(call_names, number); }
const char *error_name(int number) { return find(error_names, static_cast<unsigned>(number)); }
const char *signal_name(int number) { return find(signal_names, static_cast<unsigned>(number)); }

}  // namespace strace
