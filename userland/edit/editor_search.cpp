#include "edit/core/decimal.hpp"
#include "edit/editor.hpp"

#include <algorithm>

#include "edit/painter.hpp"

namespace edit {

namespace {

constexpr hint find_hints[] = {{"Enter", "done"},        {"^N", "next"},        {"^P", "previous"},
                               {"M-R", "regular expr."}, {"M-C", "match case"}, {"Up", "earlier"},
                               {"Esc", "cancel"}};
constexpr hint replace_hints[] = {{"Enter", "go on"},
                                  {"M-R", "regular expr."},
                                  {"M-C", "match case"},
                                  {"Up", "earlier"},
                                  {"Esc", "cancel"}};
constexpr hint with_hints[] = {{"Enter", "go on"}, {"Up", "earlier"}, {"Esc", "cancel"}};
constexpr hint confirm_hints[] = {
    {"Y", "replace"}, {"N", "not this one"}, {"A", "all the rest"}, {"Esc", "stop"}};

terminal *interrupter;

// While the pattern is typed, a search of a large file ends with the next key; else with Ctrl-C
// only, so that what is typed ahead finds its place.
bool typed_something() { return interrupter->input_waits(); }
bool cancelled() { return interrupter->cancel_waits(); }

std::string label_for(const char *verb, const search_terms &terms) {
    std::string label = verb;
    if (terms.regular) label += " (regular expression)";
    if (terms.match_case) label += " (match case)";
    return label + ": ";
}

}  // namespace

bool editor::compile_terms() {
    finder_.reset();
    if (terms_.pattern.empty()) return false;
    auto made = finder::create(terms_);
    if (!made) {
        say(std::string("Not a regular expression: ") + made.error());
        return false;
    }
    finder_ = std::move(*made);
    return true;
}

bool editor::find_from(size_t offset, bool forward, bool inclusive, patience how) {
    if (!finder_) return false;
    const text &content = doc().content();
    const bool crlf = doc().crlf();
    interrupter = &terminal_;
    bool (*const stop)() = how == patience::until_key ? typed_something : cancelled;
    const auto part = [&](size_t from, size_t to) {
        return forward ? finder_->forward(content, from, to, crlf, stop)
                       : finder_->backward(content, to, crlf, stop);
    };
    auto match = forward ? part(offset + !inclusive, content.size()) : part(0, offset);
    const bool around = !match && !stop();
    if (around) match = forward ? part(0, offset) : part(0, content.size() + 1);
    if (!match) {
        say(stop() ? "Stopped searching" : "Not found: " + terms_.pattern);
        return false;
    }
    if (around) say(forward ? "Went on at the beginning" : "Went on at the end");
    doc().select(match->begin(), match->end());
    return true;
}

void editor::find() {
    const selection origin = doc().selected();
    const search_terms earlier = terms_;
    const size_t top = file().top;
    bool found = false, moved = false;
    const auto search = [&](const std::string &pattern, patience how) {
        message_.clear();
        terms_.pattern = pattern;
        doc().select(origin.anchor, origin.cursor);
        found = compile_terms() && find_from(origin.begin(), true, true, how);
        moved = false;
    };
    const auto search_again = [&](const std::string &pattern) {
        search(pattern, patience::until_key);
    };
    const auto other_key = [&](uint32_t key, std::string &label) {
        if (key == (key::alt | 'r'))
            terms_.regular = !terms_.regular;
        else if (key == (key::alt | 'c'))
            terms_.match_case = !terms_.match_case;
        else if (key == (key::control | 'n') || key == key::f3 || key == (key::control | 'f'))
            return moved = find_from(doc().selected().begin(), true, false), true;
        else if (key == (key::control | 'p') || key == (key::f3 | key::shift))
            return moved = find_from(doc().selected().begin(), false, false), true;
        else
            return false;
        label = label_for("Find", terms_);
        search_again(terms_.pattern);
        return true;
    };
    const auto answer = ask({.label = label_for("Find", terms_),
                             .past = &past_searches_,
                             .changed = search_again,
                             .other_key = other_key,
                             .hints = find_hints});
    if (!answer) {
        terms_ = earlier;
        message_.clear();
        [[maybe_unused]] const bool again = compile_terms();
        doc().select(origin.anchor, origin.cursor);
        file().top = top;
    } else if (answer->empty() ? !past_searches_.empty() : !found && !moved) {
        // What was typed quickly has not been looked for to the end yet.
        search(answer->empty() ? past_searches_.back() : *answer, patience::until_cancelled);
    }
}

void editor::find_next() {
    if (!finder_) return find();
    find_from(doc().selected().begin(), true, false);
}

void editor::find_previous() {
    if (!finder_) return find();
    find_from(doc().selected().begin(), false, false);
}

void editor::replace() {
    const search_terms earlier = terms_;
    const auto toggled = [&](uint32_t key, std::string &label) {
        if (key == (key::alt | 'r'))
            terms_.regular = !terms_.regular;
        else if (key == (key::alt | 'c'))
            terms_.match_case = !terms_.match_case;
        else
            return false;
        label = label_for("Replace", terms_);
        return true;
    };
    const auto pattern = ask({.label = label_for("Replace", terms_),
                              .past = &past_searches_,
                              .other_key = toggled,
                              .hints = replace_hints});
    if (pattern) {
        terms_.pattern =
            pattern->empty() && !past_searches_.empty() ? past_searches_.back() : *pattern;
        if (!compile_terms()) return;
        const auto with = ask({.label = "By: ", .past = &past_replacements_, .hints = with_hints});
        if (with) return replace_matches(*with);
    }
    terms_ = earlier;
    [[maybe_unused]] const bool again = compile_terms();
}

// All matches that begin in [from, end), as part of the open group. Returns where the end is now.
size_t editor::replace_rest(std::string_view with, size_t from, size_t end, size_t &count) {
    const bool crlf = doc().crlf();
    while (from <= end) {
        const auto match = finder_->forward(doc().content(), from, end, crlf, nullptr);
        if (!match || (match->begin() == end && end < doc().content().size())) break;
        const std::string by = finder_->replacement(doc().content(), *match, with);
        const bool empty = match->begin() == match->end();
        doc().replace(match->begin(), match->end(), by);
        ++count;
        end = end - std::min(end, match->end()) + match->begin() + by.size();
        from = match->begin() + by.size();
        if (empty) from = from < doc().content().size() ? moves().next(from) : from + 1;
    }
    return end;
}

// From the cursor to the end, and then from the beginning to where it was.
void editor::replace_matches(std::string_view with) {
    const bool crlf = doc().crlf();
    size_t from = doc().selected().begin();
    size_t origin = from, count = 0;
    bool around = false;
    for (;;) {
        const size_t limit = around ? origin : doc().content().size();
        auto match = finder_->forward(doc().content(), from, limit, crlf, nullptr);
        if (match && around && match->begin() >= origin) match.reset();
        if (!match) {
            if (around || origin == 0) break;
            around = true;
            from = 0;
            continue;
        }
        doc().select(match->begin(), match->end());
        const char answer = choose("Replace this?", "yna", confirm_hints);
        if (answer == 0 || gone_) break;
        if (answer == 'a') {
            doc().begin_group();
            const size_t end = around ? origin : doc().content().size();
            replace_rest(with, match->begin(), end, count);
            if (!around && origin > 0) {
                // What was replaced behind the origin leaves it where it is.
                replace_rest(with, 0, origin - 1, count);
            }
            doc().end_group();
            break;
        }
        from = finder::behind(doc().content(), *match);
        if (answer != 'y') continue;
        const std::string by = finder_->replacement(doc().content(), *match, with);
        const size_t old_size = match->end() - match->begin();
        const bool skip = old_size == 0;
        doc().replace(match->begin(), match->end(), by);
        ++count;
        if (around) origin = origin - old_size + by.size();
        from = match->begin() + by.size() + skip;
    }
    doc().move_to(doc().cursor());
    say("Replaced " + decimal(count) + (count == 1 ? " match" : " matches"));
}

}  // namespace edit
