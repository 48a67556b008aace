/// \file
/// What the master of a pseudo-terminal is told in packet mode (TIOCPKT, ioctl_tty(2)).
#pragma once

#include <cstdint>
#include <utility>

class packet_status {
public:
    enum event : uint8_t {
        flush_read = 1,
        flush_write = 2,
        stop = 4,
        start = 8,
        no_stop_keys = 16,  ///< VSTOP and VSTART are not ^S and ^Q, or do nothing
        stop_keys = 32,
    };
    void add(event e) {
        constexpr unsigned flow = stop | start, keys = no_stop_keys | stop_keys;
        if ((e & flow) != 0) bits_ &= static_cast<uint8_t>(~flow);
        if ((e & keys) != 0) bits_ &= static_cast<uint8_t>(~keys);
        bits_ |= e;
    }
    bool any() const { return bits_ != 0; }
    uint8_t take() { return std::exchange(bits_, uint8_t{0}); }

private:
    uint8_t bits_ = 0;
};
