#include <watched.hpp>

#include <atomic>
#include <cstdint>

#include <fd_table.hpp>
#include <mach/client.hpp>
#include <protocol/event.hpp>

namespace posix {

namespace {

class bitmap {
public:
    void set(int fd) { word(fd) |= bit(fd); }
    bool get(int fd) { return (word(fd) & bit(fd)) != 0; }
    /// \return whether it was set.
    bool clear(int fd) { return (word(fd).fetch_and(~bit(fd)) & bit(fd)) != 0; }
    /// \param end none is set from it on.
    void clear_all(int end) {
        for (int fd = 0; fd < end; fd += 32)
            if (word(fd) != 0) word(fd) = 0;
    }

private:
    static uint32_t bit(int fd) { return 1u << (fd % 32); }
    std::atomic<uint32_t> &word(int fd) { return words_[fd / 32]; }
    std::atomic<uint32_t> words_[fd_max / 32];
};

constinit bitmap watched, sets;

}  // namespace

void note_watched(int fd) { watched.set(fd); }
void note_set(int fd) { sets.set(fd); }

void forget_watched(int fd) {
    if (fd < 0 || fd >= fd_max) return;
    (void)sets.clear(fd);
    if (!watched.clear(fd)) return;
    for (int set = 0; set < descriptors.end(); ++set) {
        const mach_port_t port = sets.get(set) ? descriptors.port(set) : MACH_PORT_NULL;
        if (port == MACH_PORT_NULL) continue;
        mach::rpc::exchange<protocol::event_change> x;
        x.request() = {.operation = protocol::event_operation_remove,
                       .key = static_cast<uint32_t>(fd),
                       .events = 0,
                       .data = 0};
        (void)x.call(port);
    }
}

void forget_all_watched() {
    watched.clear_all(descriptors.end());
    sets.clear_all(descriptors.end());
}

}  // namespace posix
