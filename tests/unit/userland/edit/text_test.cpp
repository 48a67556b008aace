// The text against a std::string, by random edits with a fixed seed.

#include <algorithm>
#include <deque>
#include <random>
#include <string>
#include <vector>

#include "edit/core/document.hpp"
#include "edit/core/text.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

struct world {
    std::mt19937_64 random{20250101};

    size_t below(size_t limit) { return limit ? random() % limit : 0; }
    std::string bytes(size_t most) {
        std::string result(below(most + 1), ' ');
        for (char &c : result) c = "ab\n\xc3\xa4\r\0x"[below(8)];
        return result;
    }
};

size_t lines_before(const std::string &model, size_t at) {
    return static_cast<size_t>(
        std::count(model.begin(), model.begin() + static_cast<ptrdiff_t>(at), '\n'));
}

void check_same(const text &is, const std::string &model) {
    CHECK_EQUAL(model.size(), is.size());
    CHECK(is.copy(0, is.size()) == model);
}

void check_lines(const text &is, const std::string &model, size_t at) {
    CHECK_EQUAL(lines_before(model, at), is.line_of(at));
    const size_t newline = at ? model.rfind('\n', at - 1) : model.npos;
    const size_t begin = newline == model.npos ? 0 : newline + 1;
    CHECK_EQUAL(begin, is.begin_of_line_at(at));
    CHECK_EQUAL(begin, is.line_begin(is.line_of(at)));
    CHECK_EQUAL(std::min(model.find('\n', at), model.size()), is.end_of_line_at(at));
}

}  // namespace

TEST_GROUP(text){};

TEST(text, is_what_a_string_is_after_any_edits) {
    world w;
    for (int round = 0; round < 10; ++round) {
        std::string model = w.bytes(round % 2 ? 40 : 60000);
        const std::string original = model;
        text is(original);
        for (int i = 0; i < 200; ++i) {
            const size_t from = w.below(model.size() + 1);
            const size_t to = from + w.below(std::min<size_t>(model.size() - from, 50) + 1);
            const std::string with = w.bytes(30);
            is.replace(from, to, with);
            model.replace(from, to - from, with);
            check_lines(is, model, w.below(model.size() + 1));
            if (i % 20 == 0) check_same(is, model);
        }
        check_same(is, model);
        CHECK_EQUAL(lines_before(model, model.size()) + 1, is.lines());
    }
}

TEST(text, inserts_a_part_of_itself) {
    text is("0123456789");
    is.replace(0, 0, "abc");
    for (int i = 0; i < 10; ++i) is.replace(is.size(), is.size(), is.chunk(0));
    STRCMP_CONTAINS("abc0123456789abc", is.copy(0, is.size()).c_str());
}

TEST(text, keeps_states) {
    world w;
    const std::string original = w.bytes(2000);
    text is(original);
    std::vector<std::pair<piece_tree, std::string>> kept;
    std::string model = original;
    for (int i = 0; i < 300; ++i) {
        kept.emplace_back(is.state(), model);
        const size_t from = w.below(model.size() + 1), size = w.below(model.size() - from + 1) / 4;
        const std::string with = w.bytes(60);
        is.replace(from, from + size, with);
        model.replace(from, size, with);
    }
    for (const auto &[state, content] : kept) {
        is.restore(state);
        check_same(is, content);
        CHECK_EQUAL(lines_before(content, content.size()) + 1, is.lines());
    }
}

TEST(text, typing_does_not_make_the_tree_grow) {
    text is("x");
    for (int i = 0; i < 10000; ++i) is.replace(is.size(), is.size(), "y");
    // One piece of the original, one of what was typed.
    CHECK_EQUAL(10000, is.chunk(1).size());
}

TEST(text, looks_only_at_as_much_of_the_original_as_is_asked) {
    const std::string original(1 << 20, '\n');
    text is(original);
    CHECK_EQUAL(10, is.line_begin(10));
    CHECK_TRUE(is.index_more(1));
}

TEST_GROUP(document){};

TEST(document, undoes_and_redoes_everything) {
    world w;
    const std::string original = w.bytes(500);
    document doc(original);
    std::string model = original;
    std::vector<std::string> states{model};
    for (int i = 0; i < 500; ++i) {
        const size_t from = w.below(model.size() + 1), size = w.below(model.size() - from + 1) / 3;
        const std::string with = w.bytes(20) + "!";
        doc.replace(from, from + size, with);
        model.replace(from, size, with);
        states.push_back(model);
    }
    for (size_t i = states.size() - 1; i > 0; --i) {
        check_same(doc.content(), states[i]);
        CHECK_TRUE(doc.modified());
        CHECK_TRUE(doc.undo());
    }
    check_same(doc.content(), original);
    CHECK_FALSE(doc.modified());
    CHECK_FALSE(doc.undo());
    for (size_t i = 1; i < states.size(); ++i) {
        CHECK_TRUE(doc.redo());
        check_same(doc.content(), states[i]);
    }
    CHECK_FALSE(doc.redo());
}

TEST(document, takes_typing_back_by_steps) {
    document doc("");
    for (const char c : std::string("word")) doc.insert({&c, 1}, edit_kind::typing);
    doc.move_to(2);
    doc.insert("XY", edit_kind::typing);
    doc.replace(2, 3, {}, edit_kind::erasing);
    doc.replace(2, 3, {}, edit_kind::erasing);
    CHECK_TRUE(doc.undo());
    CHECK(doc.content().copy(0, 99) == "woXYrd");
    CHECK_TRUE(doc.undo());
    CHECK(doc.content().copy(0, 99) == "word");
    CHECK_EQUAL(2, doc.cursor());
    CHECK_TRUE(doc.undo());
    CHECK_EQUAL(0, doc.content().size());
    CHECK_FALSE(doc.undo());
}

TEST(document, takes_a_group_back_at_once) {
    document doc("aaa");
    doc.begin_group();
    for (size_t i = 0; i < 3; ++i) doc.replace(i, i + 1, "b");
    doc.end_group();
    doc.insert("c");
    CHECK_TRUE(doc.undo());
    CHECK(doc.content().copy(0, 99) == "bbb");
    CHECK_TRUE(doc.undo());
    CHECK(doc.content().copy(0, 99) == "aaa");
}

TEST(document, forgets_what_could_be_redone_when_it_is_edited) {
    document doc("");
    doc.insert("a");
    CHECK_TRUE(doc.undo());
    doc.insert("b");
    CHECK_FALSE(doc.redo());
    CHECK(doc.content().copy(0, 9) == "b");
}

TEST(document, keeps_the_line_ends_of_a_crlf_text) {
    document doc("one\r\ntwo\r\n");
    CHECK_TRUE(doc.crlf());
    doc.move_to(3);
    doc.paste("\nx\r\ny\r");
    CHECK(doc.content().copy(0, 99) == "one\r\nx\r\ny\r\n\r\ntwo\r\n");
    CHECK_FALSE(document("one\r\ntwo\n").crlf());
    CHECK_FALSE(document("one").crlf());
}

TEST(document, covers_two_changes_by_one) {
    world w;
    for (int i = 0; i < 2000; ++i) {
        std::string before = w.bytes(40), middle = before;
        const auto make = [&w](std::string &in) {
            const size_t from = w.below(in.size() + 1), removed = w.below(in.size() - from + 1);
            const std::string with = w.bytes(10);
            in.replace(from, removed, with);
            return change{from, removed, with.size()};
        };
        const change first = make(middle);
        std::string after = middle;
        const change both = first.then(make(after));
        // What is outside of it is the same before and after.
        CHECK(before.substr(0, both.from) == after.substr(0, both.from));
        CHECK(before.substr(both.from + both.removed) == after.substr(both.from + both.inserted));
    }
}
