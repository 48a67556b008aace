#include "lib/choice.hpp"

#include "lib/program.hpp"
#include "lib/quote.hpp"

#include <cstdio>
#include <cstring>

std::optional<int> choose(const char *option, const char *text, std::span<const choice> choices) {
    std::optional<int> chosen;
    bool ambiguous = false;
    for (const choice &each : choices) {
        if (std::strncmp(each.word, text, std::strlen(text)) != 0) continue;
        if (std::strcmp(each.word, text) == 0) return each.value;
        if (chosen && *chosen != each.value) ambiguous = true;
        chosen = each.value;
    }
    if (chosen && !ambiguous) return chosen;
    warn("%s argument %s for '%s'", ambiguous ? "ambiguous" : "invalid", quoted(text).c_str(),
         option);
    std::fputs("Valid arguments are:", stderr);
    const choice *last = nullptr;
    for (const choice &each : choices) {
        const bool synonym = last && last->value == each.value;
        std::fprintf(stderr, synonym ? ", '%s'" : "\n  - '%s'", each.word);
        last = &each;
    }
    std::fprintf(stderr, "\nTry '%s --help' for more information.\n", program_name);
    return {};
}
