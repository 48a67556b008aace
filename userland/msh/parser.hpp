// The grammar: recursive descent over the lexer's tokens.
#pragma once

#include "msh/lexer.hpp"

namespace msh {

class parser {
public:
    parser(source &from, program &into) : into_(into), tokens_(&root_), root_(from, into, *this) {}
    parser(const parser &) = delete;
    parser &operator=(const parser &) = delete;

    bool quiet = false;       // errors are not told
    bool wants_more = false;  // the input ended inside a command
    bool trying = false;      // an error only means that it is something else
    int retries = 0;          // how often something was read again in this line
    bool too_deep = false;    // nothing can be read any more

    enum class outcome : uint8_t { command, empty, end, error };
    // Reads one complete command line with its here-documents. On an error a message has been
    // given and the rest of the line is dropped.
    outcome parse_line(node *&result);

    // For the lexer: $(...), from behind the parenthesis to its end.
    bool parse_substitution(lexer &tokens, node *&result);
    // All of another source.
    bool parse_whole(source &from, node *&result);
    // All of it as the inside of double quotes.
    word *parse_text(context c) { return root_.parse_text(c); }

private:
    node *parse_list(bool until_newline);
    node *parse_and_or();
    node *parse_pipeline();
    node *parse_command();
    node *parse_simple();
    node *parse_compound_list(const char *expected);
    compound *parse_if();
    compound *parse_loop(node_kind kind);
    compound *parse_for();
    compound *parse_case();
    compound *parse_group(node_kind kind);
    node *parse_function(std::string_view name);
    void locate(std::string_view command) const;
    redirection *parse_redirection();
    bool redirects();
    bool take_keyword(const char *keyword);
    bool at_keyword(std::string_view keyword);
    bool take_newlines_before_in(bool &any);
    bool ends_list();
    void skip_newlines();
    node *unexpected(const char *expected);
    template <class T>
    T *make(node_kind kind) {
        T *n = into_.memory.make<T>();
        n->kind = kind;
        n->line = tokens_->line;
        return n;
    }

    program &into_;
    lexer *tokens_;
    int functions_ = 0;  // that stand around what is read
    lexer root_;
};

}  // namespace msh
