#include "edit/command.hpp"

#include "edit/editor.hpp"

namespace edit {

namespace {

using namespace key;
constexpr uint32_t ctrl(char c) { return key::control | static_cast<uint32_t>(c); }
constexpr uint32_t meta(char c) { return key::alt | static_cast<uint32_t>(c); }

constexpr command all[] = {
    {ctrl('s'), f2, &editor::save, {"^S F2", "save"}},
    {meta('s'), 0, &editor::save_as, {"M-S", "save under another name"}},
    {ctrl('o'), 0, &editor::open_prompt, {"^O", "open a file"}},
    {ctrl('w'), 0, &editor::close_file, {"^W", "close this file"}},
    {ctrl('t'), meta('.'), &editor::next_file, {"^T M-.", "next file"}},
    {meta(','), 0, &editor::previous_file, {"M-,", "previous file"}},
    {meta('r'), 0, &editor::reload, {"M-R", "read the file from disk again"}},
    {ctrl('q'), f10, &editor::quit, {"^Q F10", "quit"}},

    {ctrl('f'), 0, &editor::find, {"^F", "find"}},
    {ctrl('n'), f3, &editor::find_next, {"^N F3", "find next"}},
    {ctrl('p'), f3 | shift, &editor::find_previous, {"^P S-F3", "find previous"}},
    {ctrl('r'), f4, &editor::replace, {"^R F4", "replace"}},
    {ctrl('l'), ctrl('g'), &editor::go_to_line, {"^L ^G", "go to a line"}},
    {ctrl(']'), 0, &editor::go_to_bracket, {"^]", "go to the other bracket"}},

    {ctrl('z'), 0, &editor::undo, {"^Z", "undo"}},
    {ctrl('y'), 0, &editor::redo, {"^Y", "redo"}},
    {ctrl('x'), erase | shift, &editor::cut, {"^X", "cut the selection, or the line"}},
    {ctrl('c'), insert | control, &editor::copy, {"^C", "copy the selection, or the line"}},
    {ctrl('v'), insert | shift, &editor::paste_clipboard, {"^V", "paste"}},
    {ctrl('k'), 0, &editor::cut_line, {"^K", "cut the line; again: more lines"}},
    {ctrl('a'), 0, &editor::select_all, {"^A", "select everything"}},
    {ctrl(' '), ctrl('b'), &editor::set_mark, {"^Space ^B", "begin to select (or use Shift)"}},
    {escape, 0, &editor::unselect, {"Esc", "select nothing"}},
    {tab, 0, &editor::insert_tab, {"Tab", "indent"}},
    {tab | shift, 0, &editor::unindent, {"S-Tab", "indent less"}},
    {up | alt, 0, &editor::move_lines_up, {"M-Up", "move the lines up"}},
    {down | alt, 0, &editor::move_lines_down, {"M-Down", "move the lines down"}},

    {left | control, meta('b'), &editor::word_left, {"^Left M-B", "word back"}, true},
    {right | control, meta('f'), &editor::word_right, {"^Right M-F", "word forward"}, true},
    {home, meta('a'), &editor::line_home, {"Home M-A", "beginning of the line"}, true},
    {end, ctrl('e'), &editor::line_end, {"End ^E", "end of the line"}, true},
    {page_up, meta('p'), &editor::page_up, {"PgUp M-P", "page up"}, true},
    {page_down, meta('n'), &editor::page_down, {"PgDn M-N", "page down"}, true},
    {home | control, meta('<'), &editor::text_begin, {"^Home M-<", "beginning of the text"}, true},
    {end | control, meta('>'), &editor::text_end, {"^End M->", "end of the text"}, true},
    {backspace | alt,
     backspace | control,
     &editor::erase_word_back,
     {"M-Bksp", "erase the word before"}},
    {erase | control,
     meta('d'),
     &editor::erase_word_forward,
     {"^Del M-D", "erase the word behind"}},

    {f1, meta('h'), &editor::help, {"F1 M-H", "help"}},
    {meta('l'), 0, &editor::toggle_line_numbers, {"M-L", "line numbers on and off"}},
    {meta('x'), ctrl('\\'), &editor::redraw, {"M-X", "draw the screen again"}},
    {meta('z'), 0, &editor::suspend, {"M-Z", "back to the shell; 'fg' returns"}},

    {left, 0, &editor::left, {}, true},
    {right, 0, &editor::right, {}, true},
    {up, 0, &editor::up, {}, true},
    {down, 0, &editor::down, {}, true},
    {enter, ctrl('j'), &editor::new_line, {}},
    {backspace, backspace | shift, &editor::erase_back, {}},
    {erase, ctrl('d'), &editor::erase_forward, {}},
};

constexpr hint hints[] = {
    {"^S", "Save"}, {"^Q", "Quit"},  {"^F", "Find"}, {"^R", "Replace"},  {"^Z", "Undo"},
    {"^X", "Cut"},  {"^V", "Paste"}, {"F1", "Help"}, {"^O", "Open"},     {"^T", "Next file"},
    {"^L", "Line"}, {"^Y", "Redo"},  {"^C", "Copy"}, {"^K", "Cut line"}, {"^W", "Close"},
};

}  // namespace

std::span<const command> commands() { return all; }
std::span<const hint> main_hints() { return hints; }

}  // namespace edit
