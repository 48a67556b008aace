#pragma once

#include <cstddef>
#include <vector>

#include "edit/core/change.hpp"
#include "edit/core/piece_tree.hpp"

namespace edit {

/// What is selected and where the cursor is: the text between the two, in either order.
struct selection {
    size_t anchor = 0;
    size_t cursor = 0;

    [[nodiscard]] size_t begin() const { return anchor < cursor ? anchor : cursor; }
    [[nodiscard]] size_t end() const { return anchor < cursor ? cursor : anchor; }
    [[nodiscard]] bool empty() const { return anchor == cursor; }
};

/// How an edit came about; edits of one kind that follow one another are undone together.
enum class edit_kind { typing, erasing, other };

/// A step of undo and redo. States are trees, which share what they have in common.
struct history_step {
    piece_tree before, after;
    selection selected_before, selected_after;
    change what;
    edit_kind kind = edit_kind::other;
};

/// All steps that were ever made and not forked away from; no limit.
class history {
public:
    /// Adds an edit: to the last step, if that is still open and of the same kind or inside a
    /// group, else as a step of its own. What could be redone is forgotten.
    void add(history_step &&step);

    /// The next edit begins a new step.
    void close() { open_ = false; }

    /// Everything until the matching end_group is one step.
    void begin_group();
    void end_group();

    /// The step to take back or to make again; null if there is none. The caller restores the
    /// state.
    [[nodiscard]] const history_step *undo();
    [[nodiscard]] const history_step *redo();

private:
    std::vector<history_step> steps_;
    size_t done_ = 0;  // steps_[done_] is the next to redo
    size_t groups_ = 0;
    bool open_ = false;
};

}  // namespace edit
