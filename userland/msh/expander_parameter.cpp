// Parameter expansion.

#include "msh/expansion.hpp"

#include "msh/arithmetic.hpp"
#include "msh/option.hpp"
#include "msh/shell.hpp"
#include "msh/utf8.hpp"
#include "msh/variable.hpp"

namespace msh {

const char *special_value(char special, int position) {
    static char text[32];
    const auto number = [](long long value) -> const char * {
        char *end = text + sizeof text - 1;
        *end = 0;
        return digits_before(end, value);
    };
    switch (special) {
    case 0:
        if (position == 0) return shell.name;
        return position <= shell.parameters.count ? shell.parameters.values[position - 1] : nullptr;
    case '#': return number(shell.parameters.count);
    case '?': return number(shell.status);
    case '$': return number(shell.pid);
    case '!': return shell.background ? number(shell.background) : nullptr;
    case '-': return option_letters();
    }
    return nullptr;
}

// The parameter's value; null data if unset. @ and * are joined.
static std::string_view value_of(parameter &e) {
    if (!e.name.empty()) {
        if (!e.cached) e.cached = &variable_named(e.name);
        return e.cached->view();
    }
    if (e.special == '@' || e.special == '*') {
        if (!shell.parameters.count) return {};
        const std::string_view ifs = current_separators().text;
        buffer joined;
        for (int i = 0; i < shell.parameters.count; i++) {
            if (i && e.special == '@')
                joined.add(' ');
            else if (i && !ifs.empty())
                joined.add(ifs[0]);
            joined.add(shell.parameters.values[i]);
        }
        return {scratch.copy(joined.view()), joined.size()};
    }
    const char *value = special_value(e.special, e.position);
    return value ? std::string_view(value) : std::string_view();
}

static const char *name_of(parameter &e) {
    if (!e.name.empty()) return scratch.copy(e.name);
    buffer b;
    if (e.special)
        b.add(e.special);
    else
        b.add_number(e.position);
    return scratch.copy(b.view());
}

// "$@" makes a field of each; $* and $@ unquoted a field of each that is then split; "$*" joins.
bool expansion::add_list(bool quoted, char special, int first, int count) {
    const std::string_view ifs = current_separators().text;
    const bool joins = mode_ != expansion_mode::fields || (quoted && special == '*');
    if (quoted && special == '*') present_ = true;
    for (int i = 0; i < count; i++) {
        const int n = first + i;
        const char *value = n == 0 ? shell.name : shell.parameters.values[n - 1];
        if (i && joins) {
            if (special == '@')
                add_quoted(" ");
            else if (!ifs.empty())
                add_value(ifs.substr(0, 1), true);
        } else if (i) {
            if (quoted || !text_.empty() || present_) end_field();
        }
        if (!add_value(value, quoted)) return false;
    }
    return true;
}

bool expansion::add_plain(parameter &e, bool quoted) {
    if (e.special == '@' || e.special == '*')
        return add_list(quoted, e.special, 1, shell.parameters.count);
    const std::string_view value = value_of(e);
    if (value.data()) return add_value(value, quoted);
    if (shell.on(option::nounset)) {
        abandon(2, "%s: parameter not set", name_of(e));
        return false;
    }
    if (quoted) present_ = true;
    return true;
}

bool expansion::add_alternative(parameter &e, bool quoted) {
    word &w = *e.argument;
    if (quoted && !w.parts) present_ = true;
    return add_parts(w.parts, !quoted);
}

bool expansion::error_if_unset(parameter &e) {
    const std::string_view message = expand_text(*e.argument);
    if (!message.data()) return false;
    if (e.argument->parts)
        abandon(2, "%s: %s", name_of(e), message.data());
    else
        abandon(2, "%s: parameter not set%s", name_of(e), e.colon ? " or null" : "");
    return false;
}

bool expansion::assign_default(parameter &e, bool quoted) {
    if (e.name.empty()) {
        abandon(2, "%s: bad variable name", name_of(e));
        return false;
    }
    const std::string_view value = expand_text(*e.argument);
    if (!value.data()) return false;
    if (!assign(variable_named(e.name), value)) {
        shell.status = 2;
        shell.leaving = unwinding::abandon;
        return false;
    }
    return add_value(value, quoted);
}

bool expansion::cut(parameter &e, std::string_view value, bool quoted) {
    const std::string_view pattern = expand_pattern(*e.argument);
    if (!pattern.data() && shell.leaving != unwinding::none) return false;
    const bool longest =
        e.op == parameter_op::cut_longest_prefix || e.op == parameter_op::cut_longest_suffix;
    if (e.op == parameter_op::cut_prefix || e.op == parameter_op::cut_longest_prefix) {
        const long size = match_prefix(pattern, value, longest);
        if (size > 0) value.remove_prefix(static_cast<size_t>(size));
    } else {
        const long size = match_suffix(pattern, value, longest);
        if (size > 0) value.remove_suffix(static_cast<size_t>(size));
    }
    return add_value(value, quoted);
}

bool expansion::replace(parameter &e, std::string_view value, bool quoted) {
    std::string_view pattern = expand_pattern(*e.argument);
    if (shell.leaving != unwinding::none) return false;
    const std::string_view by = e.second ? expand_text(*e.second) : std::string_view("");
    if (shell.leaving != unwinding::none) return false;
    if (pattern.empty()) return add_value(value, quoted);
    const char anchor =
        e.op == parameter_op::replace && (pattern[0] == '#' || pattern[0] == '%') ? pattern[0] : 0;
    if (anchor) pattern.remove_prefix(1);
    buffer result;
    if (anchor == '%') {
        const long size = match_suffix(pattern, value, true);
        const size_t kept = size < 0 ? value.size() : value.size() - static_cast<size_t>(size);
        result.add(value.substr(0, kept));
        if (size >= 0) result.add(by);
    } else {
        if (value.empty() && matches(pattern, value)) result.add(by);
        for (size_t at = 0; at < value.size();) {
            const long size = match_prefix(pattern, value.substr(at), true);
            if (size > 0) {
                result.add(by);
                at += static_cast<size_t>(size);
                if (e.op == parameter_op::replace_all) continue;
                result.add(value.substr(at));
                break;
            }
            if (anchor) {
                result.add(value.substr(at));
                break;
            }
            const size_t step = character_size(value.data() + at, value.data() + value.size());
            result.add(value.substr(at, step));
            at += step;
        }
    }
    return add_value(result.view(), quoted);
}

// The numbers of ${x:from:count}; false on error.
static bool bounds(parameter &e, int64_t size, int64_t &from, int64_t &count) {
    const std::string_view begin = expand_text(*e.argument);
    if (!begin.data() || !evaluate(begin, from)) return false;
    if (from < 0) from += size;
    if (from < 0) from = 0, size = -1;
    if (from > size) from = size < 0 ? 0 : size;
    count = size < 0 ? 0 : size - from;
    if (!e.second) return true;
    const std::string_view text = expand_text(*e.second);
    int64_t wanted;
    if (!text.data() || !evaluate(text, wanted)) return false;
    if (wanted < 0) wanted = count + wanted < 0 ? 0 : count + wanted;
    if (wanted < count) count = wanted;
    return true;
}

bool expansion::substring(parameter &e, std::string_view value, bool quoted) {
    int64_t from, count;
    if (!bounds(e, static_cast<int64_t>(character_count(value)), from, count)) return false;
    value.remove_prefix(character_offset(value, static_cast<size_t>(from)));
    return add_value(value.substr(0, character_offset(value, static_cast<size_t>(count))), quoted);
}

bool expansion::substring_of_list(parameter &e, bool quoted) {
    int64_t from, count;
    if (!bounds(e, shell.parameters.count + 1, from, count)) return false;
    return add_list(quoted, e.special, static_cast<int>(from), static_cast<int>(count));
}

bool expansion::add_parameter(parameter &e, bool quoted) {
    if (e.op == parameter_op::value) return add_plain(e, quoted);
    if (e.op == parameter_op::bad) {
        abandon(2, "syntax error: bad substitution");
        return false;
    }
    const bool list = e.special == '@' || e.special == '*';
    if (list && e.op == parameter_op::substring) return substring_of_list(e, quoted);
    std::string_view value = value_of(e);
    const bool missing = !value.data() || (e.colon && value.empty());
    switch (e.op) {
    case parameter_op::use_default:
        return missing ? add_alternative(e, quoted) : add_plain(e, quoted);
    case parameter_op::use_alternative:
        if (!missing) return add_alternative(e, quoted);
        if (quoted && !list) present_ = true;
        return true;
    case parameter_op::error_if_unset: return missing ? error_if_unset(e) : add_plain(e, quoted);
    case parameter_op::assign_default:
        return missing ? assign_default(e, quoted) : add_plain(e, quoted);
    default: break;
    }
    if (!value.data()) {
        if (shell.on(option::nounset) && !list) {
            abandon(2, "%s: parameter not set", name_of(e));
            return false;
        }
        value = "";
        if (e.op == parameter_op::replace || e.op == parameter_op::replace_all)
            return add_value(value, quoted);
    }
    switch (e.op) {
    case parameter_op::length: {
        buffer digits;
        digits.add_number(list ? shell.parameters.count
                               : static_cast<long long>(character_count(value)));
        return add_value(digits.view(), quoted);
    }
    case parameter_op::substring: return substring(e, value, quoted);
    case parameter_op::replace:
    case parameter_op::replace_all: return replace(e, value, quoted);
    default: return cut(e, value, quoted);
    }
}

}  // namespace msh
