#include "msh/variable.hpp"

#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <stdlib.h>
#include <unistd.h>

extern char **environ;

namespace msh {

struct saved_variable {
    saved_variable *next;
    variable *of;
    char *text;
    size_t capacity, value_size;
    bool is_set, exported, readonly;
};

namespace {

constexpr uint32_t table_size = 512;

variable *table[table_size];
variable_scope *innermost;
char **environment_cache;
bool environment_is_fresh;
char **foreign;  // entries of the first environment that are no variables
size_t foreign_count;

uint32_t hash_of(std::string_view name) {
    uint32_t hash = 0;
    for (const char c : name) hash = hash * 33 + static_cast<unsigned char>(c);
    return hash;
}

variable *lookup(std::string_view name, uint32_t hash) {
    for (variable *v = table[hash % table_size]; v; v = v->next)
        if (v->hash == hash && v->name_size == name.size() &&
            memcmp(v->text, name.data(), name.size()) == 0)
            return v;
    return nullptr;
}

}  // namespace

variable *find_variable(std::string_view name) { return lookup(name, hash_of(name)); }

variable &variable_named(std::string_view name) {
    const uint32_t hash = hash_of(name);
    if (variable *v = lookup(name, hash)) return *v;
    variable *v = static_cast<variable *>(need_memory(sizeof(variable)));
    *v = {};
    v->hash = hash;
    v->name_size = static_cast<uint32_t>(name.size());
    v->capacity = name.size() + 24;
    v->text = static_cast<char *>(need_memory(v->capacity));
    memcpy(v->text, name.data(), name.size());
    v->text[name.size()] = 0;
    v->next = table[hash % table_size];
    table[hash % table_size] = v;
    return *v;
}

const char *variable_value(std::string_view name) {
    variable *v = find_variable(name);
    return v ? v->value() : nullptr;
}

bool assign(variable &v, std::string_view value) {
    if (v.readonly) {
        complain("%.*s: is read only", static_cast<int>(v.name_size), v.text);
        return false;
    }
    const size_t size = v.name_size + value.size() + 2;
    if (v.capacity < size) {
        // The value may point into the old text.
        char *text = static_cast<char *>(need_memory(size + size / 2));
        memcpy(text, v.text, v.name_size);
        memcpy(text + v.name_size + 1, value.data(), value.size());
        if (v.capacity) free(v.text);
        v.text = text;
        v.capacity = size + size / 2;
    } else {
        memmove(v.text + v.name_size + 1, value.data(), value.size());
    }
    v.text[v.name_size] = '=';
    v.text[size - 1] = 0;
    v.value_size = value.size();
    if (!v.is_set || v.exported) environment_is_fresh = false;
    v.is_set = true;
    if (shell.on(option::allexport)) set_exported(v, true);
    if (v.changed) v.changed();
    return true;
}

bool unset(variable &v) {
    if (v.readonly) {
        complain("%.*s: is read only", static_cast<int>(v.name_size), v.text);
        return false;
    }
    if (v.exported) environment_is_fresh = false;
    v.is_set = v.exported = false;
    v.compute = nullptr;
    if (v.changed) v.changed();
    return true;
}

void set_exported(variable &v, bool exported) {
    if (v.exported != exported) environment_is_fresh = false;
    v.exported = exported;
}

bool is_name(std::string_view text) {
    if (text.empty() || !is_name_start(text[0])) return false;
    for (const char c : text)
        if (!is_name_character(c)) return false;
    return true;
}

void open_scope(variable_scope &scope) {
    scope = {innermost, nullptr};
    innermost = &scope;
}

bool save_in_scope(variable &v) {
    for (saved_variable *s = innermost->saved; s; s = s->next)
        if (s->of == &v) return false;
    auto *s = static_cast<saved_variable *>(need_memory(sizeof(saved_variable)));
    *s = {innermost->saved, &v, v.text, v.capacity, v.value_size, v.is_set, v.exported, v.readonly};
    innermost->saved = s;
    const size_t size = v.name_size + 1 + (v.is_set ? v.value_size + 1 : 0);
    v.capacity = size + 16;
    v.text = static_cast<char *>(need_memory(v.capacity));
    memcpy(v.text, s->text, size - (v.is_set ? 0 : 1));
    environment_is_fresh = environment_is_fresh && !v.exported;
    return true;
}

void close_scope() {
    variable_scope *scope = innermost;
    innermost = scope->outer;
    for (saved_variable *s = scope->saved; s;) {
        variable &v = *s->of;
        if (v.exported || s->exported) environment_is_fresh = false;
        if (v.capacity) free(v.text);
        v.text = s->text;
        v.capacity = s->capacity;
        v.value_size = s->value_size;
        v.is_set = s->is_set;
        v.exported = s->exported;
        v.readonly = s->readonly;
        if (v.changed) v.changed();
        saved_variable *next = s->next;
        free(s);
        s = next;
    }
}

void import_environment() {
    size_t count = 0;
    while (environ && environ[count]) count++;
    for (size_t i = 0; i < count; i++) {
        const char *equals = strchr(environ[i], '=');
        const std::string_view name(environ[i], equals ? equals - environ[i] : 0);
        if (!equals || !is_name(name)) {
            foreign =
                static_cast<char **>(need_memory(foreign, (foreign_count + 1) * sizeof *foreign));
            foreign[foreign_count++] = environ[i];
            continue;
        }
        const uint32_t hash = hash_of(name);
        if (lookup(name, hash)) continue;
        variable *v = static_cast<variable *>(need_memory(sizeof(variable)));
        *v = {};
        v->hash = hash;
        v->name_size = static_cast<uint32_t>(name.size());
        v->text = environ[i];
        v->value_size = strlen(equals + 1);
        v->is_set = v->exported = true;
        v->next = table[hash % table_size];
        table[hash % table_size] = v;
    }
}

char **environment() {
    if (environment_is_fresh) return environment_cache;
    size_t count = foreign_count;
    for (variable *v : table)
        for (; v; v = v->next) count += v->exported && v->is_set;
    environment_cache =
        static_cast<char **>(need_memory(environment_cache, (count + 1) * sizeof(char *)));
    size_t at = 0;
    for (; at < foreign_count; at++) environment_cache[at] = foreign[at];
    for (variable *v : table)
        for (; v; v = v->next)
            if (v->exported && v->is_set) environment_cache[at++] = v->text;
    environment_cache[at] = nullptr;
    environment_is_fresh = true;
    return environment_cache;
}

void each_variable(void (*visit)(variable &)) {
    size_t count = 0;
    for (variable *v : table)
        for (; v; v = v->next) count++;
    auto **all = static_cast<variable **>(need_memory(count * sizeof(variable *)));
    size_t at = 0;
    for (variable *v : table)
        for (; v; v = v->next) all[at++] = v;
    qsort(all, count, sizeof *all, [](const void *a, const void *b) {
        const auto x = (*static_cast<variable *const *>(a))->name();
        return x.compare((*static_cast<variable *const *>(b))->name());
    });
    for (size_t i = 0; i < count; i++) visit(*all[i]);
    free(all);
}

void print_variable(const char *before, variable &v) {
    out.put(before);
    out.put(v.name());
    if (const char *value = v.value()) {
        out.put('=');
        out.put_quoted(value);
    }
    out.put('\n');
}

}  // namespace msh
