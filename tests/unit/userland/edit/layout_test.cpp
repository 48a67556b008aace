#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "edit/core/cluster.hpp"
#include "edit/core/layout.hpp"
#include "edit/core/motion.hpp"
#include "edit/core/utf8.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

std::string rows_of(const std::string &content, size_t width, bool crlf = false) {
    const text is(content);
    const layout rows(is, crlf, width);
    std::string result;
    for (row r = rows.row_at(0);; r = rows.below(r)) {
        result += content.substr(r.begin, r.end - r.begin) + (r.ends_line ? "|" : "\\");
        if (r.ends_text) return result;
    }
}

}  // namespace

TEST_GROUP(layout){};

TEST(layout, breaks_lines) {
    STRCMP_EQUAL("|", rows_of("", 4).c_str());
    STRCMP_EQUAL("abcd|", rows_of("abcd", 4).c_str());
    STRCMP_EQUAL("abcd\\e|f|", rows_of("abcde\nf", 4).c_str());
    STRCMP_EQUAL("a|||", rows_of("a\n\n", 4).c_str());
    STRCMP_EQUAL("a|b\r\\x|", rows_of("a\r\nb\rx", 3, true).c_str());
    // A wide character is not cut, and neither is one wider than the row.
    STRCMP_EQUAL("漢\\字|", rows_of("漢字", 3).c_str());
    STRCMP_EQUAL("漢\\字|", rows_of("漢字", 1).c_str());
    STRCMP_EQUAL("a\\\t|", rows_of("a\t", 5).c_str());
}

TEST(layout, agrees_with_itself_everywhere) {
    std::mt19937_64 random{7};
    const std::string_view parts[] = {"a",         "\n",           "\t",        "漢",
                                      "e\xcc\x81", "\xff",         "\x01",      "\r\n",
                                      "\xe6\xbc",  "\xe2\x80\xae", "word word "};
    for (int round = 0; round < 36; ++round) {
        std::string content;
        const size_t size = round % 6 ? 300 : 9000;
        while (content.size() < size) content += parts[random() % (round % 6 ? 11 : 1)];
        const text is(content);
        const bool crlf = round % 2;
        const layout rows(is, crlf, (round % 6 ? 1 : 60) + random() % 40);
        row r = rows.row_at(0);
        for (size_t expected = 0;;) {
            CHECK_EQUAL(expected, r.begin);
            for (const size_t at : {r.begin, (r.begin + r.end) / 2})
                if (at < r.next || r.ends_text) CHECK_EQUAL(r.begin, rows.row_at(at).begin);
            const size_t last = rows.offset_at(r, 1000);
            CHECK(last >= r.begin && last <= r.end);
            CHECK_EQUAL(last, rows.offset_at(r, rows.column_of(r, last)));
            if (r.begin > 0) CHECK_EQUAL(r.begin, rows.below(rows.above(r)).begin);
            if (r.ends_text) break;
            CHECK(r.next > r.begin);
            expected = r.next;
            r = rows.below(r);
        }
        CHECK_EQUAL(content.size(), r.end);
    }
}

TEST(layout, lays_a_huge_line_out_in_parts) {
    const std::string content(10 << 20, 'x');
    const text is(content);
    const layout rows(is, false, 79);
    const row r = rows.row_at(content.size() / 2);
    CHECK(r.begin <= content.size() / 2 && r.next > content.size() / 2);
    CHECK(rows.row_at(content.size()).ends_text);
}

TEST_GROUP(motion){};

TEST(motion, goes_back_where_it_came_from) {
    const std::string content = "ab\tc\r\nä漢e\xcc\x81\xcc\x82\xff\xfe\n\nx\xe2\x82";
    const text is(content);
    const motion moves(is, true);
    std::vector<size_t> places;
    for (size_t at = 0; at < content.size(); at = moves.next(at)) places.push_back(at);
    CHECK_EQUAL(content.size(), moves.next(content.size()));
    size_t at = content.size();
    while (!places.empty()) {
        at = moves.previous(at);
        CHECK_EQUAL(places.back(), at);
        places.pop_back();
    }
    CHECK_EQUAL(0, moves.previous(0));
}

TEST(motion, goes_by_words) {
    const text is("one, two_2\n  three");
    const motion moves(is, false);
    CHECK_EQUAL(3, moves.next_word(0));
    CHECK_EQUAL(10, moves.next_word(3));
    CHECK_EQUAL(11, moves.next_word(10));
    CHECK_EQUAL(18, moves.next_word(11));
    CHECK_EQUAL(13, moves.previous_word(18));
    CHECK_EQUAL(11, moves.previous_word(13));
    CHECK_EQUAL(10, moves.previous_word(11));
    CHECK_EQUAL(5, moves.previous_word(10));
}

TEST(motion, finds_brackets) {
    const text is("a(b[c]{)}d)");
    const motion moves(is, false);
    CHECK_EQUAL(7, moves.matching_bracket(1, 100));
    CHECK_EQUAL(1, moves.matching_bracket(7, 100));
    CHECK_EQUAL(5, moves.matching_bracket(3, 100));
    CHECK_EQUAL(10, moves.matching_bracket(10, 100));
    CHECK_EQUAL(0, moves.matching_bracket(0, 100));
    CHECK_EQUAL(1, moves.matching_bracket(1, 2));
}

TEST_GROUP(utf8){};

TEST(utf8, takes_exactly_what_unicode_allows) {
    std::string bytes;
    for (uint32_t code = 0; code <= 0x10ffff; ++code) {
        if (code >= 0xd800 && code < 0xe000) continue;
        bytes.clear();
        encode(code, bytes);
        const character c = decode(bytes);
        CHECK(c.valid && c.code == code && c.size == bytes.size());
    }
    for (const std::string_view bad :
         {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
          "\xf5\x80\x80\x80", "\xe2\x82", "\xc3(", "\xff"}) {
        const character c = decode(bad);
        CHECK(!c.valid && c.size == 1 && c.code == static_cast<unsigned char>(bad[0]));
    }
}

TEST(utf8, shows_what_cannot_be_seen) {
    STRCMP_EQUAL("^A", stand_in_for("\x01").c_str());
    STRCMP_EQUAL("^?", stand_in_for("\x7f").c_str());
    STRCMP_EQUAL("<ff>", stand_in_for("\xff").c_str());
    STRCMP_EQUAL("<U+202e>", stand_in_for("\xe2\x80\xae").c_str());
    STRCMP_EQUAL("<U+0e0001>", stand_in_for("\xf3\xa0\x80\x81").c_str());
    CHECK_EQUAL(2, next_cluster("\x01", 0, false).width);
    CHECK_EQUAL(4, next_cluster("\xff", 0, false).width);
    CHECK_EQUAL(8, next_cluster("\xe2\x80\xae", 0, false).width);
    CHECK_EQUAL(10, next_cluster("\xf3\xa0\x80\x81", 0, false).width);
}
