#include <port/operation.hpp>

namespace port {

namespace {
operation *all = nullptr;

/// The top bit of a cookie is a word to terminals (protocol/process.hpp); io_interrupt comes
/// without it.
constexpr uint32_t number_of(uint32_t cookie) { return cookie & 0x7fffffff; }

}  // namespace

operation::operation(open_port *file, uint32_t pid, uint32_t cookie)
    : file_(file), pid_(pid), cookie_(cookie), next_(all) {
    if (next_) next_->previous_ = this;
    all = this;
}

operation::~operation() {
    (previous_ ? previous_->next_ : all) = next_;
    if (next_) next_->previous_ = previous_;
}

void operation::interrupt(uint32_t pid, uint32_t cookie) {
    for (operation *o = all; o; o = o->next_)
        if (o->pid_ == pid && number_of(o->cookie_) == number_of(cookie)) return o->interrupt();
}

void operation::abandon_all(const open_port &file) {
    for (operation *o = all; o;) {
        operation *const next = o->next_;
        if (o->file_ == &file) o->abandon();
        o = next;
    }
}

void operation::abandon_all_of(uint32_t pid) {
    for (operation *o = all; o;) {
        operation *const next = o->next_;
        if (o->pid_ == pid) o->abandon();
        o = next;
    }
}

}  // namespace port
