#include "msh/prompt.hpp"

#include "msh/expander.hpp"
#include "msh/parser.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <unistd.h>

namespace msh {

namespace {

void add_folder(buffer &into, bool last_only) {
    const char *folder = variable_value("PWD");
    const char *home = variable_value("HOME");
    std::string_view text = folder ? folder : "?";
    const size_t home_size = home ? strlen(home) : 0;
    if (last_only && text != "/" && text != (home ? home : "")) {
        const size_t slash = text.rfind('/');
        return into.add(text.substr(slash == text.npos ? 0 : slash + 1));
    }
    if (home_size > 1 && text.substr(0, home_size) == home &&
        (text.size() == home_size || text[home_size] == '/')) {
        into.add('~');
        text.remove_prefix(home_size);
    }
    into.add(text);
}

// \u \h \w \W \$ \? \n \e \[ \] and octal bytes, as people write them in PS1.
void expand_escapes(std::string_view text, buffer &into) {
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] != '\\' || i + 1 == text.size()) {
            into.add(text[i]);
            continue;
        }
        const char c = text[++i];
        switch (c) {
        case 'u': {
            const char *user = variable_value("USER");
            into.add(user ? user : geteuid() == 0 ? "root" : "?");
            break;
        }
        case 'h':
        case 'H': {
            char host[65] = "";
            gethostname(host, sizeof host - 1);
            std::string_view name = host;
            if (c == 'h') name = name.substr(0, name.find('.'));
            into.add(name);
            break;
        }
        case 'w': add_folder(into, false); break;
        case 'W': add_folder(into, true); break;
        case '$': into.add(geteuid() == 0 ? '#' : '$'); break;
        case '?': into.add_number(shell.status); break;
        case 's': into.add("msh"); break;
        case 'n': into.add('\n'); break;
        case 'r': into.add('\r'); break;
        case 'a': into.add('\a'); break;
        case 'e': into.add('\033'); break;
        case '[': into.add('\001'); break;
        case ']': into.add('\002'); break;
        case '\\': into.add('\\'); break;
        default:
            if (c >= '0' && c <= '7') {
                int value = 0;
                for (int n = 0; n < 3 && i < text.size() && text[i] >= '0' && text[i] <= '7'; n++)
                    value = value * 8 + (text[i++] - '0');
                i--;
                into.add(static_cast<char>(value));
            } else {
                into.add('\\');
                into.add(c);
            }
        }
    }
}

}  // namespace

const char *expand_prompt(const char *name, const char *usual) {
    const char *value = variable_value(name);
    if (!value) value = usual;
    buffer escaped;
    if (shell.interactive)
        expand_escapes(value, escaped);
    else
        escaped.add(value);
    if (!memchr(escaped.text(), '$', escaped.size()) &&
        !memchr(escaped.data(), '`', escaped.size()))
        return scratch.copy(escaped.view());
    const int status = shell.status;
    program memory;
    string_reader reader(escaped.view());
    source from(reader, shell.line);
    parser p(from, memory);
    const bool traces = shell.on(option::xtrace);
    shell.set(option::xtrace, false);
    word *w = p.parse_text(context::here_document);
    const std::string_view text = expand_text(*w);
    shell.set(option::xtrace, traces);
    shell.status = status;
    if (shell.leaving == unwinding::abandon) shell.leaving = unwinding::none;
    // Text without expansions is still where it was parsed, in memory that goes now.
    return scratch.copy(text.data() ? text : escaped.view());
}

}  // namespace msh
