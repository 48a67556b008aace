// Memory that is given back all at once: what a command needs while it is parsed or expanded.
#pragma once

#include <stddef.h>
#include <string.h>

#include <new>
#include <string_view>

namespace msh {

// Chunks grow as needed and are kept by rewind() for the next use. Nothing in it is destroyed:
// only trivially destructible types may live here.
class arena {
public:
    arena() = default;
    arena(const arena &) = delete;
    arena &operator=(const arena &) = delete;
    ~arena();

    // A place to come back to.
    struct mark {
        struct chunk *at;
        size_t used;
    };

    void *allocate(size_t size) {
        size = (size + 7) & ~size_t{7};
        if (size > left_) return slow_allocate(size);
        char *memory = next_;
        next_ += size;
        left_ -= size;
        return memory;
    }
    template <class T>
    T *make() {
        return new (allocate(sizeof(T))) T{};
    }
    // A copy with a NUL behind it.
    char *copy(std::string_view text) {
        char *memory = static_cast<char *>(allocate(text.size() + 1));
        if (!text.empty()) memcpy(memory, text.data(), text.size());
        memory[text.size()] = 0;
        return memory;
    }

    mark position() const;
    // Gives back everything allocated since.
    void rewind(mark to);

private:
    void *slow_allocate(size_t size);
    void enter(struct chunk *c, size_t used);

    struct chunk *first_ = nullptr;
    struct chunk *current_ = nullptr;
    char *next_ = nullptr;
    size_t left_ = 0;
};

// Where the fields of the commands that now run live.
extern arena scratch;

// Rewinds scratch when it goes out of scope.
class scratch_scope {
public:
    scratch_scope() : mark_(scratch.position()) {}
    ~scratch_scope() { scratch.rewind(mark_); }
    scratch_scope(const scratch_scope &) = delete;
    scratch_scope &operator=(const scratch_scope &) = delete;

private:
    arena::mark mark_;
};

// malloc() and realloc() that end the shell with a message when there is no memory.
void *need_memory(size_t size);
void *need_memory(void *old, size_t size);
char *need_copy(std::string_view text);

}  // namespace msh
