// Puts together the parts of the word that is being read.
#pragma once

#include "msh/lexer.hpp"

namespace msh {

struct lexer::builder {
    arena &memory;
    buffer text;
    bool text_quoted = false;
    bool text_pending = false;  // also for an empty quoted stretch
    bool any_quoted = false;
    bool assigns = false;  // NAME= stood at the beginning: tildes count behind : too
    part *first = nullptr;
    part **tail = &first;

    explicit builder(arena &a) : memory(a) {}

    void add(char c, bool quoted) {
        begin_text(quoted);
        text.add(c);
    }
    void begin_text(bool quoted) {
        if (text_pending && text_quoted != quoted) finish_text();
        text_pending = true;
        text_quoted = quoted;
        any_quoted |= quoted;
    }
    void finish_text() {
        if (!text_pending) return;
        part *p = append(part_kind::text, text_quoted);
        p->text = memory.copy(text.view());
        p->size = static_cast<uint32_t>(text.size());
        text.clear();
        text_pending = false;
    }
    // An expansion behind what there is.
    part *append_expansion(part_kind kind, bool quoted) {
        finish_text();
        any_quoted |= quoted;
        return append(kind, quoted);
    }
    bool at_start() const { return !first && !text_pending; }
    word *finish();

private:
    part *append(part_kind kind, bool quoted) {
        part *p = memory.make<part>();
        p->kind = kind;
        p->quoted = quoted;
        *tail = p;
        tail = &p->next;
        return p;
    }
};

}  // namespace msh
