#include <msh/vi_motion.hpp>

#include <CppUTest/TestHarness.h>

#include <string>

using namespace msh;

namespace {

// Where the key leads from byte `from`; -1 if nowhere.
int led(std::string_view text, size_t from, int key, size_t count = 0) {
    line_text line;
    line.set(text);
    line.go(from);
    const vi_motion m = move_by_vi(line, key, count);
    return m.exists ? static_cast<int>(m.to) : -1;
}

int found(std::string_view text, size_t from, int key, std::string_view wanted, size_t count = 0) {
    line_text line;
    line.set(text);
    line.go(from);
    const vi_motion m = find_by_vi(line, key, wanted, count);
    return m.exists ? static_cast<int>(m.to) : -1;
}

}  // namespace

TEST_GROUP(line_text){};

TEST(line_text, vi_words) {
    LONGS_EQUAL(4, led("one two-three", 0, 'w'));
    LONGS_EQUAL(7, led("one two-three", 4, 'w'));
    LONGS_EQUAL(8, led("one two-three", 4, 'w', 2));
    LONGS_EQUAL(13, led("one two-three", 4, 'W'));
    LONGS_EQUAL(2, led("one two-three", 0, 'e'));
    LONGS_EQUAL(12, led("one two-three", 0, 'E', 2));
    LONGS_EQUAL(8, led("one two-three", 12, 'b'));
    LONGS_EQUAL(4, led("one two-three", 12, 'B'));
    LONGS_EQUAL(0, led("one two-three", 12, 'b', 99));
    LONGS_EQUAL(-1, led("", 0, 'w'));
    LONGS_EQUAL(-1, led("", 0, 'e'));
    LONGS_EQUAL(-1, led("a", 0, 'b'));
    LONGS_EQUAL(-1, led("a", 0, 'z'));
    LONGS_EQUAL(3, led("a  ", 0, 'w'));
}

TEST(line_text, vi_columns) {
    LONGS_EQUAL(2, led("  x y", 4, '^'));
    LONGS_EQUAL(5, led("  x y", 0, '$'));
    LONGS_EQUAL(3, led("\xc3\xa4\xc3\xb6x", 0, '|', 2) + 1);
    LONGS_EQUAL(4, led("\xc3\xa4\xc3\xb6x", 0, 'l', 2));
    LONGS_EQUAL(2, led("\xc3\xa4\xc3\xb6x", 4, 'h'));
    LONGS_EQUAL(-1, led("ab", 0, 'h'));
}

TEST(line_text, vi_finds) {
    LONGS_EQUAL(3, found("a-b-c", 1, 'f', "-"));
    LONGS_EQUAL(2, found("a-b-c", 1, 't', "-"));
    LONGS_EQUAL(1, found("a-b-c", 4, 'F', "-", 2));
    LONGS_EQUAL(2, found("a-b-c", 4, 'T', "-", 2));
    LONGS_EQUAL(-1, found("a-b-c", 0, 'f', "-", 3));
    LONGS_EQUAL(-1, found("", 0, 'F', "-"));
    LONGS_EQUAL(1, found("x\xc3\xa4y", 0, 'f', "\xc3\xa4"));
}

TEST(line_text, characters_change_places) {
    line_text line;
    line.set("x\xc3\xa4");
    line.transpose();
    STRCMP_EQUAL("\xc3\xa4x", std::string(line.view()).c_str());
    line.go(0);
    line.replace("y");
    STRCMP_EQUAL("yx", std::string(line.view()).c_str());
    line.cut(0, 1, true);
    line.insert(line_text::yanked());
    LONGS_EQUAL(1, line.at());
}
