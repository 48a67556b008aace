#include <vfs/event_counter.hpp>

#include <cstring>

#include <vfs/description.hpp>

namespace vfs {

outcome<std::size_t> event_counter::read(description &, uint64_t, char *to, std::size_t count) {
    if (count < sizeof value_) return fail(EINVAL);
    if (value_ == 0) return fail(EAGAIN);
    taken_ = semaphore_ ? 1 : value_;
    value_ -= taken_;
    std::memcpy(to, &taken_, sizeof taken_);
    return sizeof taken_;
}

void event_counter::unread(std::size_t) { value_ += std::exchange(taken_, 0); }

outcome<std::size_t> event_counter::write(description &, uint64_t, const char *from,
                                          std::size_t count) {
    uint64_t more;
    if (count < sizeof more) return fail(EINVAL);
    std::memcpy(&more, from, sizeof more);
    if (more > most) return fail(EINVAL);
    if (more > most - value_) return fail(EAGAIN);
    value_ += more;
    return sizeof more;
}

uint32_t event_counter::ready(description &) {
    return (value_ != 0 ? POLLIN | POLLRDNORM : 0) | (value_ < most ? POLLOUT | POLLWRNORM : 0);
}

}  // namespace vfs
