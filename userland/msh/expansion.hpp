// One word's expansion at work; only for expander*.cpp.
#pragma once

#include "msh/expander.hpp"
#include "msh/pattern.hpp"

namespace msh {

enum class expansion_mode : unsigned char { fields, text, pattern };

class expansion {
public:
    expansion(expansion_mode mode, field_list *fields);
    ~expansion();
    expansion(const expansion &) = delete;
    expansion &operator=(const expansion &) = delete;

    // `inside` says that the parts are the operand of a parameter expansion: their unquoted text
    // is split too.
    bool add_parts(part *p, bool inside);
    // Ends the last field.
    bool finish();
    std::string_view result();

private:
    bool add_parameter(parameter &e, bool quoted);
    bool add_plain(parameter &e, bool quoted);
    bool add_list(bool quoted, char special, int first, int count);
    bool add_value(std::string_view value, bool quoted);
    bool add_split(std::string_view value);
    bool cut(parameter &e, std::string_view value, bool quoted);
    bool replace(parameter &e, std::string_view value, bool quoted);
    bool substring(parameter &e, std::string_view value, bool quoted);
    bool substring_of_list(parameter &e, bool quoted);
    bool add_alternative(parameter &e, bool quoted);
    bool assign_default(parameter &e, bool quoted);
    bool error_if_unset(parameter &e);
    void add_quoted(std::string_view text);
    void add_unquoted(char c);
    void end_field();
    void add_tilde(std::string_view user);

    expansion_mode mode_;
    field_list *fields_;
    buffer &text_;
    bool wildcards_ = false;
    bool marks_ = false;        // text_ has quote marks
    bool present_ = false;      // the field is there even if it is empty
    bool after_blank_ = false;  // blank of IFS ended a field: a delimiter next belongs to it
};

// IFS in a form to ask quickly.
struct separators {
    bool is[256];
    bool blank[256];
    std::string_view text;
};
const separators &current_separators();
void watch_separators();

// Adds the names that match, sorted; false if none does.
bool expand_path(std::string_view pattern, field_list &into);

}  // namespace msh
