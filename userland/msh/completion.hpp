// What the tabulator adds: commands, variables, jobs and files.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

struct candidate {
    const char *name;  // in scratch
    bool folder;
};

// Names that a word may become.
class candidates {
public:
    candidates() = default;
    ~candidates() { free(items_); }
    candidates(const candidates &) = delete;
    candidates &operator=(const candidates &) = delete;

    void add(std::string_view name, bool folder);
    // Puts them in order, each once.
    void sort();
    size_t count() const { return count_; }
    const candidate &operator[](size_t at) const { return items_[at]; }
    // What all of them begin with; they are in order.
    std::string_view common() const;

private:
    candidate *items_ = nullptr;
    size_t count_ = 0, capacity_ = 0;
};

// For the text before the cursor: what can be added without doubt, and, if that is nothing, the
// choices to be shown.
void complete_line(std::string_view before, buffer &addition, candidates &choices);

// The choices in columns, sorted downward, each line with its end; returns their number of lines.
size_t list_choices(const candidates &choices, size_t columns, buffer &into);

}  // namespace msh
