#include <signal_queue.hpp>

#include <algorithm>
#include <bit>
#include <csignal>

namespace process_server {

bool signal_queue::add(const protocol::signal_info &info) {
    // A timer has at most one signal waiting; further ones are counted there.
    if (info.code == SI_TIMER)
        for (protocol::signal_info &i : waiting_)
            if (i.code == SI_TIMER && i.signal == info.signal && i.timer == info.timer) {
                i.overrun = static_cast<int32_t>(
                    std::min<int64_t>(int64_t{i.overrun} + info.overrun + 1, INT32_MAX));
                return false;
            }
    if (info.signal < first_real_time && (pending_ & bit(info.signal)) != 0) return false;
    if (waiting_.size() >= waiting_max) return false;
    waiting_.push_back(info);
    pending_ |= bit(info.signal);
    return true;
}

bool signal_queue::take(signal_bits wanted, protocol::signal_info &info) {
    constexpr signal_bits synchronous =
        bit(SIGSEGV) | bit(SIGBUS) | bit(SIGILL) | bit(SIGTRAP) | bit(SIGFPE) | bit(SIGSYS);
    signal_bits eligible = pending_ & wanted;
    if (eligible == 0) return false;
    if ((eligible & synchronous) != 0) eligible &= synchronous;
    const int signal = std::countr_zero(eligible) + 1;
    const auto of_signal = [signal](const protocol::signal_info &i) { return i.signal == signal; };
    const auto at = std::find_if(waiting_.begin(), waiting_.end(), of_signal);
    info = *at;
    waiting_.erase(at);
    if (std::none_of(waiting_.begin(), waiting_.end(), of_signal)) pending_ &= ~bit(signal);
    return true;
}

void signal_queue::discard(signal_bits signals) {
    std::erase_if(waiting_, [signals](const protocol::signal_info &i) {
        return (bit(i.signal) & signals) != 0;
    });
    pending_ &= ~signals;
}

void signal_queue::clear() {
    waiting_.clear();
    pending_ = 0;
}

}  // namespace process_server
