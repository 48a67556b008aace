#include <vfs/wait_queue.hpp>

namespace vfs {

void waiter::leave() {
    if (!queue_) return;
    if (queue_->cursor_ == this) queue_->cursor_ = next_;
    (previous_ ? previous_->next_ : queue_->first_) = next_;
    (next_ ? next_->previous_ : queue_->last_) = previous_;
    queue_ = nullptr;
    next_ = previous_ = nullptr;
}

void wait_queue::join(waiter &who) {
    who.queue_ = this;
    who.previous_ = last_;
    who.next_ = nullptr;
    (last_ ? last_->next_ : first_) = &who;
    last_ = &who;
}

void wait_queue::settle() {
    if (settling_) {
        again_ = true;
        return;
    }
    settling_ = true;
    do {
        again_ = false;
        cursor_ = first_;
        while (waiter *who = cursor_) {
            cursor_ = who->next_;
            if (who->retry() != waiter::state::waiting) again_ = true;
        }
    } while (again_ && first_);
    settling_ = false;
}

}  // namespace vfs
