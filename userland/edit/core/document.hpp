#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "edit/core/history.hpp"
#include "edit/core/syntax_cache.hpp"
#include "edit/core/text.hpp"

namespace edit {

/// A text with a cursor, a selection and its history: what one file is while it is edited. Every
/// edit of the text goes through here. No input or output.
class document {
public:
    /// `original` as for text. A text whose first lines all end in CR LF is edited in that style.
    explicit document(std::string_view original);

    [[nodiscard]] const text &content() const { return text_; }
    [[nodiscard]] const selection &selected() const { return selected_; }
    [[nodiscard]] size_t cursor() const { return selected_.cursor; }
    [[nodiscard]] bool crlf() const { return crlf_; }
    [[nodiscard]] std::string_view newline() const { return crlf_ ? "\r\n" : "\n"; }
    [[nodiscard]] std::string selected_text() const;

    /// Moves the cursor; with `extend`, what lies between the old anchor and it is selected.
    void move_to(size_t offset, bool extend = false);
    void select(size_t anchor, size_t cursor);

    /// The one edit: puts `with` for [from, to), and the cursor behind it.
    void replace(size_t from, size_t to, std::string_view with, edit_kind kind = edit_kind::other);
    /// Puts `with` for the selection, or at the cursor if there is none.
    void insert(std::string_view with, edit_kind kind = edit_kind::other);
    /// Like insert, with the newlines of `with` made this document's.
    void paste(std::string_view with);

    /// False if there is nothing to take back, or to make again.
    bool undo();
    bool redo();
    void begin_group() { history_.begin_group(); }
    void end_group() { history_.end_group(); }
    /// What is typed next is undone apart from what was.
    void close_step() { history_.close(); }

    /// Whether the text differs from what was saved last; undoing everything makes it the same
    /// again.
    [[nodiscard]] bool modified() const { return !text_.state().is(saved_); }
    void set_saved() { saved_ = text_.state(); }
    /// The text counts as never saved: what is on disk is something else.
    void set_unsaved() { saved_ = piece_tree(piece{0, 1, piece::added}); }

    void rebase(std::string_view original) { text_.rebase(original); }

    /// The colours of its lines, kept up to date by every edit.
    [[nodiscard]] syntax_cache &colours() { return colours_; }

private:
    void restore(const piece_tree &state, const selection &selected, const change &what);
    void note(const piece_tree &before, const change &what);

    text text_;
    selection selected_;
    history history_;
    piece_tree saved_;
    syntax_cache colours_;
    bool crlf_;
};

}  // namespace edit
