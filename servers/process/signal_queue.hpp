/// \file
/// Signals that have come and not been taken. One of each standard signal, any number (up to a
/// limit) of each real-time one.
#pragma once

#include <cstdint>
#include <vector>

#include <protocol/process.hpp>

namespace process_server {

using signal_bits = protocol::signal_bits;

inline constexpr int signal_max = 64;
inline constexpr int first_real_time = 32;
constexpr bool valid_signal(int signal) { return signal >= 1 && signal <= signal_max; }
constexpr signal_bits bit(int signal) { return signal_bits{1} << (signal - 1); }

class signal_queue {
public:
    static constexpr unsigned waiting_max = 1024;
    /// \return false: it is a standard signal or of a timer and was pending already, or the queue
    /// is full.
    bool add(const protocol::signal_info &info);
    signal_bits pending() const { return pending_; }
    /// Takes the first signal out of `wanted`: those that an instruction caused before others, then
    /// by number, the oldest of a number.
    bool take(signal_bits wanted, protocol::signal_info &info);
    void discard(signal_bits signals);
    void clear();

private:
    signal_bits pending_ = 0;
    std::vector<protocol::signal_info> waiting_;
};

}  // namespace process_server
