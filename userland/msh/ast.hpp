// The tree that the parser makes of a command line. It lives in the arena of its program.
#pragma once

#include "msh/arena.hpp"

#include <stdint.h>

#include <string_view>

namespace msh {

struct variable;
struct node;
struct part;

// A word of the command line, before expansion.
struct word {
    word *next;
    const char *plain;  // its only field, when it needs no expansion; else null
    uint32_t plain_size;
    bool quoted;    // some of it was
    bool declares;  // NAME=... as an argument of export and its like: one field
    part *parts;
};

enum class part_kind : uint8_t { text, tilde, parameter, command, arithmetic };

// A stretch of a word: text as it stands, or something to be expanded.
struct part {
    part *next;
    part_kind kind;
    bool quoted;
    bool names_alias;  // command: its text has the word alias
    const char *text;  // text; tilde: the user's name; command: as it was written, or null
    uint32_t size;
    union {
        struct parameter *parameter;
        node *command;
        word *expression;  // arithmetic
    };
};

enum class parameter_op : uint8_t {
    value,
    length,
    use_default,
    assign_default,
    error_if_unset,
    use_alternative,  // - = ? +
    cut_prefix,
    cut_longest_prefix,
    cut_suffix,
    cut_longest_suffix,  // # ## % %%
    substring,
    replace,
    replace_all,  // :a:b /a/b //a/b
    bad,
};

struct parameter {
    parameter_op op;
    bool colon;    // unset or null
    bool quoted;   // stands inside double quotes
    char special;  // @ * # ? - $ ! or 0
    int position;  // $1 and on, 0 for $0; -1 else
    std::string_view name;
    variable *cached;
    word *argument;
    word *second;
};

struct assignment {
    assignment *next;
    std::string_view name;
    variable *cached;
    word *value;
};

enum class redirection_kind : uint8_t {
    input,
    output,
    clobber,
    append,
    read_write,
    duplicate_input,
    duplicate_output,
    here_document,
    here_string,
    both,
    both_append
};

struct redirection {
    redirection *next;
    redirection_kind kind;
    bool strip_tabs;
    bool literal;  // a here-document whose delimiter was quoted
    int descriptor;
    int line;
    word *target;  // file name, descriptor or text
};

enum class node_kind : uint8_t {
    simple,
    pipeline,
    and_list,
    or_list,
    sequence,
    subshell,
    group,
    if_clause,
    while_loop,
    until_loop,
    for_loop,
    case_clause,
    function
};

struct node {
    node_kind kind;
    int line;
};

struct simple_command : node {
    assignment *assignments;
    word *words;
    redirection *redirections;
};

struct pipeline : node {
    bool negated;
    int count;
    node **commands;
};

struct binary : node {
    node *left, *right;
};

struct sequence_item {
    sequence_item *next;
    node *command;
    bool background;
};

struct sequence : node {
    sequence_item *first;
};

// All compound commands: redirections, and what their kind uses.
struct compound : node {
    redirection *redirections;
    node *condition;  // if while until
    node *body;
    node *otherwise;        // else
    std::string_view name;  // for
    word *words;            // for; case: the word
    bool has_in;
    struct case_item *items;
};

struct case_item {
    case_item *next;
    word *patterns;
    node *body;
    enum { leave, fall_through, test_next } end;
};

struct program;
struct function_definition : node {
    std::string_view name;
    node *body;
    program *owner;
};

// A parsed line with its memory. Functions keep the program they were defined in.
struct program {
    arena memory;
    int references = 1;
};
inline void retain(program *p) { p->references++; }
void release(program *p);

}  // namespace msh
