#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "edit/command.hpp"
#include "edit/core/finder.hpp"
#include "edit/core/motion.hpp"
#include "edit/core/screen.hpp"
#include "edit/open_file.hpp"
#include "edit/terminal.hpp"

namespace edit {

/// The editor as a person sees it: files, one of them shown, and what the keys do. The commands
/// stand in editor_*.cpp by what they are about, and are bound to keys in command.cpp.
class editor {
public:
    editor(terminal &on, const terminal_kind &kind) : terminal_(on), screen_(kind) {}

    /// Opens a file and shows it, with the cursor in `line` (from 1; 0: the first). False after an
    /// error, which becomes a message.
    bool open(const std::string &path, size_t line);
    void open_empty();
    [[nodiscard]] const std::string &message() const { return message_; }

    /// Until the person quits, or the terminal is gone. Returns the exit status.
    int run();
    /// Texts that went to recovery files when the terminal was lost, for a last word.
    [[nodiscard]] const std::vector<std::string> &rescued() const { return rescued_; }

    // The commands. Files:
    void save();
    void save_as();
    void open_prompt();
    void close_file();
    void next_file();
    void previous_file();
    void reload();
    void quit();
    // Editing:
    void undo();
    void redo();
    void cut();
    void copy();
    void paste_clipboard();
    void cut_line();
    void new_line();
    void insert_tab();
    void unindent();
    void erase_back();
    void erase_forward();
    void erase_word_back();
    void erase_word_forward();
    void move_lines_up();
    void move_lines_down();
    // Movement:
    void left();
    void right();
    void up();
    void down();
    void word_left();
    void word_right();
    void line_home();
    void line_end();
    void page_up();
    void page_down();
    void text_begin();
    void text_end();
    void go_to_line();
    void go_to_bracket();
    void select_all();
    void set_mark();
    void unselect();
    // Searching:
    void find();
    void find_next();
    void find_previous();
    void replace();
    // The rest:
    void help();
    void toggle_line_numbers();
    void redraw();
    void suspend();

private:
    friend class painter;

    open_file &file() { return *files_[current_]; }
    document &doc() { return file().doc; }
    motion moves() { return {doc().content(), doc().crlf()}; }
    layout rows() { return {doc().content(), doc().crlf(), text_columns_}; }

    // The loop: editor.cpp
    enum class input { key, gone };
    [[nodiscard]] input next_key(key_event &key, const std::function<void()> &paint);
    void paint();
    void handle(const key_event &key);
    void resize();
    void idle();
    void rescue();
    void check_disk();
    void say(std::string message) { message_ = std::move(message); }

    // editor_files.cpp
    void show(size_t number);
    bool save_to(std::string path);
    bool save_or_ask();
    bool may_discard();
    void offer_recovery();
    void remove_file(size_t number);
    void replace_file(std::unique_ptr<open_file> with);

    // editor_move.cpp
    void move_to(size_t offset, bool keep_column = false);
    void move_rows(size_t count, bool downward);

    // editor_edit.cpp
    void type(std::string_view bytes);
    void paste(std::string_view bytes);
    [[nodiscard]] std::string indent_unit();
    void shift_lines(bool inward);
    void move_lines(bool downward);
    struct lines {
        size_t begin, end;
    };
    [[nodiscard]] lines selected_lines();

    // editor_search.cpp
    [[nodiscard]] bool compile_terms();
    enum class patience { until_key, until_cancelled };
    /// Selects the next match, or says why not. `inclusive`: one at `offset` counts.
    bool find_from(size_t offset, bool forward, bool inclusive,
                   patience how = patience::until_cancelled);
    void replace_matches(std::string_view with);
    size_t replace_rest(std::string_view with, size_t from, size_t end, size_t &count);

    // prompt.cpp
    struct prompt {
        std::string label;
        std::string text;
        std::vector<std::string> *past = nullptr;  ///< earlier answers, for Up and Down
        std::function<void(const std::string &)> changed;
        std::function<bool(uint32_t key, std::string &label)> other_key;  ///< true: it was used
        std::span<const hint> hints;
        bool names_file = false;  ///< Tab completes
    };
    /// None if it was cancelled, or the terminal is gone.
    [[nodiscard]] std::optional<std::string> ask(prompt &&what);
    /// One of the letters of `answers`, or 0 if it was cancelled.
    [[nodiscard]] char choose(const std::string &question, std::string_view answers,
                              std::span<const hint> hints);
    void complete_name(std::string &text, size_t &cursor);

    terminal &terminal_;
    screen screen_;
    std::vector<std::unique_ptr<open_file>> files_;
    size_t current_ = 0;
    bool done_ = false, gone_ = false;
    int status_ = 0;

    std::string message_;
    bool alert_ = false;
    size_t text_columns_ = 80;  // for the text, without numbers and the mark of a long line
    size_t text_rows_ = 22;
    bool line_numbers_ = true;
    bool marking_ = false;    // movement extends the selection
    bool extending_ = false;  // the key had Shift
    bool sizing_ = false;     // the terminal was asked for its size

    std::string clipboard_;
    bool cutting_lines_ = false, was_cutting_lines_ = false;

    search_terms terms_;
    std::optional<finder> finder_;
    std::vector<std::string> past_searches_, past_replacements_, past_files_;

    std::vector<std::string> rescued_;
};

}  // namespace edit
