// Redirections, and how they are undone behind a builtin.
#pragma once

#include "msh/ast.hpp"

namespace msh {

// Descriptors that were replaced, with copies of what they were.
class saved_descriptors {
public:
    saved_descriptors() = default;
    saved_descriptors(const saved_descriptors &) = delete;
    saved_descriptors &operator=(const saved_descriptors &) = delete;
    ~saved_descriptors() { restore(); }

    // Remembers what the descriptor is now, once.
    bool save(int descriptor);
    // The same for one that was closed until now.
    void save_closed(int descriptor);
    void restore();
    // What was done stays.
    void keep();

private:
    static constexpr int closed = -1;
    struct entry {
        int descriptor, copy;
    };
    entry few_[4];
    entry *entries_ = few_;
    int count_ = 0, capacity_ = 4;
};

// Carries the redirections out in their order; with `saved`, so that they can be undone. False
// after a message. `targets` are their expanded words, if that was done before.
bool redirect(redirection *list, saved_descriptors *saved,
              const std::string_view *targets = nullptr);
// The words of the redirections, expanded, in scratch: what that changes in the shell lasts even
// if a child carries them out. Null after a message.
const std::string_view *expand_redirections(const redirection *list);

// Moves a descriptor out of the way of the user's, 10 and up, closed by exec; closes the old one.
int move_high(int descriptor);

}  // namespace msh
