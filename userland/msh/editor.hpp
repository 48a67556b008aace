// One edit of a command: its text, what the terminal shows of it, and the way through the history.
#pragma once

#include "msh/line_editor.hpp"
#include "msh/line_text.hpp"
#include "msh/line_undo.hpp"
#include "msh/line_view.hpp"

namespace msh {

enum class after_key : unsigned char { goes_on, done, end };

class editor {
public:
    explicit editor(std::string_view prompt);
    // The result says whether there is a line; its text is in `line`.
    edited run(buffer &line);

    // Does what the key means with Emacs's keys. `result` is set with `done`.
    after_key obey(int key, edited &result);
    void obey_movement(int key);
    // The entry of the history that is shown; history_size() is the line that was typed.
    size_t entry() const { return entry_; }
    void show_history(size_t index);
    // Shows the newest (or oldest) entry with `wanted`, before (or behind) entry `from`.
    bool find_history(std::string_view wanted, size_t from, bool older);
    // Reads text at a prompt of its own; false if it was given up.
    bool ask(std::string_view prompt, buffer &answer);
    void complete();
    void show();

    line_text text;

private:
    void put(std::string_view text);
    void go_vertically(bool down);
    int search();
    void add_last_argument();
    void read_paste();
    void leave_line();

    line_view view_;
    line_undo undo_;
    std::string_view prompt_;  // its last line
    buffer mine_;              // what was typed before looking at the history
    size_t entry_;
    size_t argument_entry_ = 0, argument_size_ = 0;  // of the last argument put in by M-.
    bool after_argument_ = false;
};

}  // namespace msh
