// The keys of vi, as POSIX has them for sh. A line begins with insertion.
#pragma once

#include "msh/editor.hpp"
#include "msh/vi_motion.hpp"

namespace msh {

class vi_keys {
public:
    explicit vi_keys(editor &e);

    // Reads a key, or takes one that `.` repeats, and does what it means.
    after_key obey_next(edited &result);

private:
    enum class insertion : unsigned char { none, inserts, replaces };

    int next_key();
    std::string_view next_character();
    after_key insert_key(int key, edited &result);
    after_key command(int key, edited &result);
    bool obey_change(int key);
    bool obey_history(int key);
    bool obey_file(int key, edited &result);
    vi_motion motion(int key, size_t count);
    void operate(int operation);
    void apply(int operation, size_t from, size_t to);
    void put_yanked(bool behind);
    void begin_change();
    void end_change();
    void begin_insertion(insertion how);
    void end_insertion();
    void put_last_word();
    void put_alias(int name);
    void expand_names();
    void read_ahead(std::string_view keys);
    void repeat();
    void undo();
    void keep_on_character();
    size_t times() const { return count_ ? count_ : 1; }

    editor &editor_;
    line_text &text_;
    insertion insertion_ = insertion::inserts;
    size_t count_ = 0;
    char character_[4];
    // What undo brings back: the text before the last change, and at its arrival.
    buffer before_, first_;
    size_t before_at_ = 0;
};

}  // namespace msh
