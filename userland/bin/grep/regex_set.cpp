#include "bin/grep/regex_set.hpp"

#include "lib/order.hpp"

#include <algorithm>
#include <wctype.h>

namespace {

// The C library's tables of letters end there; beyond are only ideographs.
constexpr uint32_t last_listed = 0x1ffff, last_ideograph = 0x3134a;

uint32_t last_of(character_set characters) {
    return characters == character_set::bytes ? 255 : stray_byte - 1;
}

uint32_t changed_case(uint32_t code, character_set characters, wint_t (*change)(wint_t)) {
    if (code >= stray_byte || (code >= 128 && characters == character_set::bytes)) return code;
    return change(code);
}

}  // namespace

uint32_t lower_case(uint32_t code, character_set characters) {
    return changed_case(code, characters, towlower);
}

uint32_t upper_case(uint32_t code, character_set characters) {
    return changed_case(code, characters, towupper);
}

bool regex_set::add_class(const char *name, character_set characters) {
    const wctype_t type = wctype(name);
    if (!type) return false;
    const uint32_t last = characters == character_set::bytes ? 127 : last_listed;
    for (uint32_t code = 0; code <= last; ++code) {
        if (!iswctype(code, type)) continue;
        if (!ranges_.empty() && ranges_.back().last + 1 == code)
            ranges_.back().last = code;
        else
            add(code);
    }
    if (characters == character_set::utf8 && iswctype(last_listed + 1, type))
        add(last_listed + 1, last_ideograph);
    return true;
}

void regex_set::fold(character_set characters) {
    const size_t given = ranges_.size();
    for (size_t each = 0; each < given; ++each) {
        const range of = ranges_[each];
        for (uint32_t code = of.first; code <= std::min(of.last, last_listed); ++code)
            each_other_case(code, characters, [&](uint32_t other) {
                if (ranges_.size() > given && ranges_.back().last + 1 == other)
                    ranges_.back().last = other;
                else
                    add(other);
            });
    }
}

void regex_set::normalise() {
    order(std::span(ranges_), [](const range &a, const range &b) { return a.first < b.first; });
    size_t kept = 0;
    for (const range &each : ranges_) {
        if (kept && each.first <= ranges_[kept - 1].last + 1)
            ranges_[kept - 1].last = std::max(ranges_[kept - 1].last, each.last);
        else
            ranges_[kept++] = each;
    }
    ranges_.resize(kept);
}

void regex_set::negate(character_set characters) {
    normalise();
    std::vector<range> others;
    uint32_t next = 0;
    for (const range &each : ranges_) {
        if (each.first > next) others.push_back({next, each.first - 1});
        next = each.last + 1;
    }
    if (next <= last_of(characters)) others.push_back({next, last_of(characters)});
    ranges_ = std::move(others);
}
