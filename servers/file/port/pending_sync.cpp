#include <port/pending_sync.hpp>

#include <port/code.hpp>

namespace port {

vfs::waiter::state pending_sync::retry() {
    for (; at_ < targets_.size(); ++at_) {
        target &t = targets_[at_];
        const auto done = t.root->fs().sync_later(t.state);
        if (!done && done.error() == EAGAIN) {
            if (queued_ == at_) return state::waiting;
            leave();
            t.root->fs().syncs.join(*this);
            queued_ = at_;
            return state::waiting;
        }
        if (!done && !error_) error_ = done.error();
    }
    reply_.fail(error_ ? code_of(error_) : KERN_SUCCESS);
    delete this;
    return state::finished;
}

}  // namespace port
