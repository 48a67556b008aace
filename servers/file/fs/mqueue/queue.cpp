#include <fs/mqueue/queue.hpp>

#include <algorithm>
#include <cstdio>
#include <cstring>

#include <fs/mqueue/filesystem.hpp>
#include <vfs/clock.hpp>

namespace mqueue {

using vfs::fail;
using vfs::outcome;

queue::~queue() { messages_.clear_and_dispose(message::destroy); }

outcome<> queue::send(uint32_t priority, std::string_view bytes) {
    if (bytes.size() > most_.size_each) return fail(EMSGSIZE);
    if (messages_.size() >= most_.messages) return fail(EAGAIN);
    message *made = message::create(priority, bytes);
    if (!made) return fail(ENOMEM);
    messages_.insert(*made);
    bytes_ += bytes.size();
    modification_time = change_time = vfs::now();
    return {};
}

outcome<const message *> queue::first(uint64_t room) const {
    if (room < most_.size_each) return fail(EMSGSIZE);
    if (messages_.empty()) return fail(EAGAIN);
    return &*messages_.begin();
}

void queue::drop() {
    bytes_ -= messages_.begin()->bytes().size();
    messages_.erase_and_dispose(messages_.begin(), message::destroy);
    access_time = change_time = vfs::now();
}

outcome<> queue::listen(std::unique_ptr<listener> who) {
    if (listener_ && listener_->lives()) return fail(EBUSY);
    listener_ = std::move(who);
    return {};
}

void queue::ignore(uint32_t process) {
    if (!listener_ || listener_->process() != process) return;
    listener_->removed();
    listener_.reset();
}

void queue::tell(uint32_t pid, uint32_t uid) {
    if (const auto whom = std::move(listener_)) whom->arrived(pid, uid);
}

outcome<std::size_t> queue::read(vfs::description &, uint64_t offset, char *to, std::size_t count) {
    char line[status_size + 1];
    const bool told = listener_ && listener_->lives();
    const int length =
        std::snprintf(line, sizeof line, "QSIZE:%-10zu NOTIFY:%-5d SIGNO:%-5d NOTIFY_PID:%-6u\n",
                      bytes_, told && listener_->signal() == 0 ? 1 : 0,
                      told ? listener_->signal() : 0, told ? listener_->process() : 0);
    if (offset >= static_cast<uint64_t>(length)) return 0;
    const std::size_t part = std::min<std::size_t>(count, static_cast<uint64_t>(length) - offset);
    std::memcpy(to, line + offset, part);
    return part;
}

uint32_t queue::ready(vfs::description &) {
    return (messages_.empty() ? 0 : POLLIN | POLLRDNORM) |
           (messages_.size() < most_.messages ? POLLOUT | POLLWRNORM : 0);
}

vfs::name_in_directory queue::name() { return static_cast<filesystem &>(fs()).name_of(*this); }

}  // namespace mqueue
