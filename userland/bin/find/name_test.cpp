// Tests of what files are called.

#include "bin/find/test_reader.hpp"
#include "bin/grep/regex_text.hpp"
#include "lib/quote.hpp"
#include "lib/target.hpp"

#include <fnmatch.h>
#include <regex.h>

namespace {

struct regex_node final : find_node {
    ~regex_node() override {
        if (compiled) regfree(&expression);
    }
    bool test(find_context &context) override {
        regmatch_t match;
        const char *path = context.entry->path;
        return regexec(&expression, path, 1, &match, 0) == 0 && match.rm_so == 0 &&
               !path[match.rm_eo];
    }
    regex_t expression = {};
    bool compiled = false;
};

/// The basic regular expression for one of Emacs, where + and ? repeat unless a backslash says that
/// they are themselves.
std::string emacs_regex(const char *text) {
    std::string basic;
    for (const char *at = text; *at; ++at) {
        if (*at == '\\' && at[1]) {
            if (*++at != '+' && *at != '?') basic += '\\';
        } else if (*at == '[') {
            const char *end = at + 1 + (at[1] == '^');
            if (*end) ++end;
            while (*end && *end != ']')
                end = *end == '[' && std::strchr(".:=", end[1]) && std::strchr(end + 2, ']')
                          ? std::strchr(end + 2, ']') + 1
                          : end + 1;
            basic.append(at, end);
            if (!*end) return basic;
            at = end;
        } else if (*at == '+' || *at == '?') {
            basic += '\\';
        }
        basic += *at;
    }
    return basic;
}

}  // namespace

/// -regextype counts for what follows it.
find_node_pointer test_reader::regex_type() {
    using syntax = find_walk::regex_syntax;
    static constexpr struct {
        const char *name;
        syntax meant;
    } types[] = {{"emacs", syntax::emacs},       {"findutils-default", syntax::emacs},
                 {"posix-basic", syntax::basic}, {"posix-minimal-basic", syntax::basic},
                 {"ed", syntax::basic},          {"sed", syntax::basic},
                 {"grep", syntax::basic},        {"posix-extended", syntax::extended},
                 {"egrep", syntax::extended},    {"posix-egrep", syntax::extended},
                 {"awk", syntax::extended},      {"posix-awk", syntax::extended},
                 {"gnu-awk", syntax::extended}};
    const char *name = argument();
    if (!name) return nullptr;
    for (const auto &each : types) {
        if (std::strcmp(each.name, name) != 0) continue;
        walk_.regex = each.meant;
        return make_test([](const find_context &) { return true; });
    }
    return bad("%s: unknown regular expression type %s", quoted(name).c_str());
}

find_node_pointer test_reader::names(bool path, bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    const int flags = fold ? FNM_CASEFOLD : 0;
    if (path)
        return make_test(
            [=](const find_context &c) { return fnmatch(pattern, c.entry->path, flags) == 0; });
    return make_test([=](const find_context &c) {
        return fnmatch(pattern, last_component(c.entry->name).c_str(), flags) == 0;
    });
}

find_node_pointer test_reader::link_names(bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    return make_test([=](const find_context &c) {
        return S_ISLNK(c.entry->status.st_mode) &&
               fnmatch(pattern, link_target(*c.entry).c_str(), fold ? FNM_CASEFOLD : 0) == 0;
    });
}

find_node_pointer test_reader::regex(bool fold) {
    const char *pattern = argument();
    if (!pattern) return nullptr;
    auto node = std::make_unique<regex_node>();
    const std::string basic = walk_.regex == find_walk::regex_syntax::extended
                                  ? basic_regex(portable_extended_regex(pattern))
                              : walk_.regex == find_walk::regex_syntax::emacs ? emacs_regex(pattern)
                                                                              : pattern;
    if (regcomp(&node->expression, basic.c_str(), fold ? REG_ICASE : 0) != 0)
        return bad("%s: invalid regular expression %s", quoted(pattern).c_str());
    node->compiled = true;
    return node;
}

find_node_pointer test_reader::read_name() {
    if (is("-name")) return names(false, false);
    if (is("-iname")) return names(false, true);
    if (is("-path") || is("-wholename")) return names(true, false);
    if (is("-ipath") || is("-iwholename")) return names(true, true);
    if (is("-lname")) return link_names(false);
    if (is("-ilname")) return link_names(true);
    if (is("-regextype")) return regex_type();
    if (is("-regex")) return regex(false);
    if (is("-iregex")) return regex(true);
    return nullptr;
}
