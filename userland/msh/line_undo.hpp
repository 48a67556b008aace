// What the text was before each change of a line.
#pragma once

#include "msh/line_text.hpp"

namespace msh {

class line_undo {
public:
    line_undo() = default;
    ~line_undo();
    line_undo(const line_undo &) = delete;
    line_undo &operator=(const line_undo &) = delete;

    // Before a key is obeyed. Characters typed one after the other are one change.
    void before(const line_text &text, bool types);
    // The text as it was before the last change, if there was one.
    void take_back(line_text &text);

private:
    struct state {
        state *older;
        size_t at, size;
        char text[];
    };
    void drop();

    state *newest_ = nullptr;
    bool types_ = false;
};

}  // namespace msh
