#include <sysv/waiting_place.hpp>

#include <unordered_map>
#include <utility>

namespace process_server {

namespace {

std::size_t all;
std::unordered_map<int32_t, std::size_t> by_process;

}  // namespace

bool waiting_place::room(int32_t pid, std::size_t threads) {
    // A thread that has ended may be waiting still.
    constexpr std::size_t slack = 64, most = 4096;
    const auto own = by_process.find(pid);
    return all < most && (own == by_process.end() || own->second < threads + slack);
}

waiting_place::waiting_place(int32_t pid) : pid_(pid) {
    ++all;
    ++by_process[pid];
}

waiting_place::waiting_place(waiting_place &&other) noexcept : pid_(std::exchange(other.pid_, 0)) {}

waiting_place::~waiting_place() {
    if (pid_ == 0) return;
    --all;
    if (const auto own = by_process.find(pid_); --own->second == 0) by_process.erase(own);
}

}  // namespace process_server
