#include "msh/line_undo.hpp"

namespace msh {

line_undo::~line_undo() {
    while (newest_) drop();
}

void line_undo::drop() {
    state *gone = newest_;
    newest_ = gone->older;
    free(gone);
}

void line_undo::before(const line_text &text, bool types) {
    const bool joins = types && types_ && newest_;
    types_ = types;
    if (joins) return;
    const std::string_view now = text.view();
    if (newest_ && std::string_view(newest_->text, newest_->size) == now) return;
    auto *s = static_cast<state *>(need_memory(sizeof(state) + now.size()));
    s->older = newest_;
    s->at = text.at();
    s->size = now.size();
    if (!now.empty()) memcpy(s->text, now.data(), now.size());
    newest_ = s;
}

void line_undo::take_back(line_text &text) {
    types_ = false;
    // The newest is the text itself, put there before the key that asks.
    while (newest_ && std::string_view(newest_->text, newest_->size) == text.view()) drop();
    if (!newest_) return;
    text.set({newest_->text, newest_->size});
    text.go(newest_->at);
}

}  // namespace msh
