#include "msh/arena.hpp"

#include <stdlib.h>
#include <unistd.h>

namespace msh {

struct chunk {
    chunk *next;
    size_t size;
    char *memory() { return reinterpret_cast<char *>(this + 1); }
};

static constexpr size_t least_chunk = 4000, large_chunk = 1 << 20;

arena scratch;

arena::~arena() {
    for (chunk *c = first_; c;) {
        chunk *next = c->next;
        free(c);
        c = next;
    }
}

arena::mark arena::position() const {
    if (!current_) return {nullptr, 0};
    return {current_, static_cast<size_t>(next_ - current_->memory())};
}

void arena::enter(chunk *c, size_t used) {
    current_ = c;
    next_ = c->memory() + used;
    left_ = c->size - used;
}

void arena::rewind(mark to) {
    if (to.at)
        enter(to.at, to.used);
    else if (first_)
        enter(first_, 0);
}

void *arena::slow_allocate(size_t size) {
    chunk *c = current_ ? current_->next : first_;
    if (!c || c->size < size) {
        // Ever larger ones: each mapping of its own makes a fork dearer.
        size_t usable = current_ ? current_->size * 2 : least_chunk;
        if (usable > large_chunk) usable = large_chunk;
        if (usable < size * 2) usable = size * 2;
        chunk *fresh = static_cast<chunk *>(need_memory(sizeof(chunk) + usable));
        fresh->size = usable;
        fresh->next = c;
        (current_ ? current_->next : first_) = fresh;
        c = fresh;
    }
    enter(c, 0);
    return allocate(size);
}

void *need_memory(size_t size) { return need_memory(nullptr, size); }

void *need_memory(void *old, size_t size) {
    void *memory = realloc(old, size ? size : 1);
    if (memory) return memory;
    static constexpr char message[] = "msh: out of memory\n";
    (void)!write(2, message, sizeof message - 1);
    _exit(2);
}

char *need_copy(std::string_view text) {
    char *memory = static_cast<char *>(need_memory(text.size() + 1));
    memcpy(memory, text.data(), text.size());
    memory[text.size()] = 0;
    return memory;
}

}  // namespace msh
