#include "msh/command_table.hpp"

#include "msh/buffer.hpp"
#include "msh/builtin.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

namespace msh {

namespace {

constexpr unsigned table_size = 256;
command_entry *table[table_size];
bool has_programs;

unsigned hash_of(std::string_view name) {
    unsigned hash = 0;
    for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
    return hash;
}

command_entry &entry(std::string_view name) {
    if (command_entry *e = find_command(name)) return *e;
    auto *e = static_cast<command_entry *>(need_memory(sizeof(command_entry)));
    const unsigned hash = hash_of(name);
    *e = {table[hash % table_size], need_copy(name), hash, nullptr, nullptr, nullptr, nullptr};
    table[hash % table_size] = e;
    return *e;
}

}  // namespace

command_entry *find_command(std::string_view name) {
    const unsigned hash = hash_of(name);
    for (command_entry *e = table[hash % table_size]; e; e = e->next)
        if (e->hash == hash && name == e->name) return e;
    return nullptr;
}

void add_builtins() {
    auto *entries =
        static_cast<command_entry *>(need_memory(builtin_count * sizeof(command_entry)));
    for (size_t i = 0; i < builtin_count; i++) {
        const unsigned hash = hash_of(builtins[i].name);
        entries[i] = {table[hash % table_size],
                      builtins[i].name,
                      hash,
                      &builtins[i],
                      nullptr,
                      nullptr,
                      nullptr};
        table[hash % table_size] = &entries[i];
    }
}

void define_function(std::string_view name, node *body, program *owner) {
    command_entry &e = entry(name);
    retain(owner);
    if (e.function) release(e.owner);
    e.function = body;
    e.owner = owner;
}

bool remove_function(std::string_view name) {
    command_entry *e = find_command(name);
    if (!e || !e->function) return false;
    e->function = nullptr;
    release(e->owner);
    return true;
}

void remove_all_functions() {
    each_command([](command_entry &e, void *) { e.function = nullptr; }, nullptr);
}

void each_command(void (*visit)(command_entry &, void *), void *argument) {
    for (command_entry *e : table)
        for (; e; e = e->next) visit(*e, argument);
}

void forget_programs() {
    if (!has_programs) return;
    has_programs = false;
    each_command(
        [](command_entry &e, void *) {
            free(e.path);
            e.path = nullptr;
        },
        nullptr);
}

const char *search_path(const char *path, const char *name) {
    int error = ENOENT;
    buffer candidate;
    for (const char *p = path;; p++) {
        const char *end = strchr(p, ':');
        const size_t size = end ? static_cast<size_t>(end - p) : strlen(p);
        candidate.clear();
        candidate.add(std::string_view(p, size));
        if (size) candidate.add('/');
        candidate.add(name);
        struct stat status;
        if (stat(candidate.text(), &status) == 0 && S_ISREG(status.st_mode)) {
            if (access(candidate.text(), X_OK) == 0) return scratch.copy(candidate.view());
            error = EACCES;
        }
        if (!end) break;
        p = end;
    }
    errno = error;
    return nullptr;
}

const char *find_program(const char *name) {
    if (strchr(name, '/')) return name;
    if (!*name) {
        errno = EACCES;
        return nullptr;
    }
    command_entry *known = find_command(name);
    // It may have gone since; then another folder may have one.
    if (known && known->path && access(known->path, X_OK) == 0) return known->path;
    const char *path = variable_value("PATH");
    const char *found = path ? search_path(path, name) : nullptr;
    if (!path) errno = ENOENT;
    if (!found) return nullptr;
    command_entry &e = entry(name);
    free(e.path);
    e.path = need_copy(found);
    has_programs = true;
    return e.path;
}

void watch_path() { variable_named("PATH").changed = forget_programs; }

}  // namespace msh
