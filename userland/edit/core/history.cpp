#include "edit/core/history.hpp"

#include <utility>

namespace edit {

void history::add(history_step &&step) {
    steps_.resize(done_);
    const bool more =
        open_ && !steps_.empty() &&
        (groups_ > 0 || (step.kind != edit_kind::other && step.kind == steps_.back().kind));
    open_ = true;
    if (!more) {
        steps_.push_back(std::move(step));
        ++done_;
        return;
    }
    history_step &last = steps_.back();
    last.after = std::move(step.after);
    last.selected_after = step.selected_after;
    last.what = last.what.then(step.what);
}

void history::begin_group() {
    if (groups_++ == 0) close();
}

void history::end_group() {
    if (--groups_ == 0) close();
}

const history_step *history::undo() {
    close();
    return done_ > 0 ? &steps_[--done_] : nullptr;
}

const history_step *history::redo() {
    close();
    return done_ < steps_.size() ? &steps_[done_++] : nullptr;
}

}  // namespace edit
