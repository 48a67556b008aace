// Tokens and words. What a character means depends on the grammar around it, so the parser says
// what it is ready for; words with substitutions in them come back as parts, for which the lexer
// calls the parser again.
#pragma once

#include "msh/ast.hpp"
#include "msh/source.hpp"

namespace msh {

enum class token : uint8_t {
    end,
    newline,
    word,
    io_number,
    semicolon,
    ampersand,
    and_if,
    or_if,
    bar,
    left_parenthesis,
    right_parenthesis,
    double_semicolon,
    semicolon_and,
    double_semicolon_and,
    less,
    great,
    double_less,
    double_less_dash,
    triple_less,
    less_and,
    great_and,
    less_great,
    clobber,
    double_great,
    and_great,
    and_double_great,
};

// How a stretch of word ends and which characters quote in it.
enum class context : uint8_t {
    plain,
    double_quotes,
    braces,
    quoted_braces,
    here_document,
    arithmetic
};

bool is_keyword(std::string_view text);

class parser;

class lexer {
public:
    lexer(source &from, program &into, parser &owner) : from_(from), into_(into), parser_(owner) {}

    // The token that comes next, without taking it. `word_text` is set for words that are nothing
    // but unquoted letters, for keywords and names.
    token peek();
    token next();

    word *current_word = nullptr;
    std::string_view word_text;   // of a word without quotes or expansions; else empty
    int descriptor = 0;           // of an io_number
    int line = 1;                 // where the token begins
    bool failed = false;          // a message has been given
    bool expand_aliases = false;  // the next word stands where a command may
    bool expects_in = false;      // only `in` and `do` would be keywords now
    bool inside_substitution = false;
    bool keeps_raw = false;  // the next word is a here-document's delimiter

    // Reads the bodies of the here-documents whose operators have been read.
    void expect_here_document(redirection *r);
    // A here-document's body or PS1 as a word.
    word *parse_text(context c);

    // "syntax error: ..."; the first one counts.
    [[gnu::format(printf, 2, 3)]] void fail(const char *format, ...);
    void fail_too_deep();
    // The token as the user wrote it, for messages.
    const char *describe();

    source &from() { return from_; }
    void forget_token() { has_token_ = false; }

private:
    struct builder;
    token read_token();
    token read_operator(int c);
    token read_word();
    token read_raw_word();
    bool read_parts(builder &b, context c);
    bool read_dollar(builder &b, context c);
    bool read_double_parenthesis(builder &b, bool quoted);
    bool read_braced(builder &b, bool quoted);
    bool read_single_quotes(builder &b);
    bool read_dollar_quotes(builder &b);
    void read_escape(builder &b);
    bool read_backquotes(builder &b, bool quoted);
    bool read_command(builder &b, bool quoted);
    void keep_text(part &p, std::string_view text);
    void read_tilde(builder &b, context c);
    void read_here_documents();
    word *read_operand(context c, const char *stops);
    void skip_continuations();
    int peek_character();
    bool is_reserved() const;

    source &from_;
    program &into_;
    parser &parser_;
    bool has_token_ = false;
    token token_ = token::end;
    struct pending_document;
    pending_document *pending_ = nullptr;
    std::string_view raw_word_;
    const char *stops_ = "";
    friend class parser;
};

}  // namespace msh
