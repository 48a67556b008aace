#include <csignal>
#include <string>
#include <string_view>
#include <vector>

#include <termios.h>

#include "line_discipline.hpp"

#include <CppUTest/TestHarness.h>

namespace {

struct signal_log final : line_discipline_sink {
    std::vector<int> signals;
    void signal_foreground(int signal) override { signals.push_back(signal); }
};

}  // namespace

TEST_GROUP(line_discipline) {
    signal_log sink;
    line_discipline tty{sink};

    void type(std::string_view text) {
        for (char c : text) tty.input(static_cast<uint8_t>(c));
    }
    std::string screen() {
        std::string text;
        while (!tty.output().empty()) text.push_back(static_cast<char>(tty.output().pop().byte));
        return text;
    }
    std::string read(std::size_t size = 100) {
        std::string text(size, '\0');
        text.resize(tty.read(text));
        return text;
    }
    void raw(uint8_t minimum, uint8_t time = 0) {
        auto attributes = tty.attributes();
        attributes.local_flags &= ~static_cast<uint32_t>(ICANON | ECHO | ISIG);
        attributes.characters[VMIN] = minimum;
        attributes.characters[VTIME] = time;
        tty.set_attributes(attributes);
    }
};

TEST(line_discipline, ALineIsReadableOnlyWhenItEnds) {
    type("ls -l");
    CHECK_FALSE(tty.readable());
    type("\r");
    CHECK_TRUE(tty.readable());
    STRCMP_EQUAL("ls -l\n", read().c_str());
    CHECK_FALSE(tty.readable());
    STRCMP_EQUAL("ls -l\r\n", screen().c_str());
}

TEST(line_discipline, ShortReadsTakeALineInParts) {
    type("abcdef\nxy\n");
    STRCMP_EQUAL("abc", read(3).c_str());
    CHECK_TRUE(tty.readable());
    STRCMP_EQUAL("def\n", read().c_str());
    STRCMP_EQUAL("xy\n", read().c_str());
}

TEST(line_discipline, EraseTakesAWholeUtf8Character) {
    terminal_attributes wanted = tty.attributes();
    wanted.input_flags |= IUTF8;
    tty.set_attributes(wanted);
    type("a\xc3\xa9\x7f\n");
    STRCMP_EQUAL("a\n", read().c_str());
    STRCMP_EQUAL("a\xc3\xa9\b \b\r\n", screen().c_str());
}

TEST(line_discipline, EraseWordAndLine) {
    type("one two  \x17x\n");
    STRCMP_EQUAL("one x\n", read().c_str());
    type("gone\x15kept\n");
    STRCMP_EQUAL("kept\n", read().c_str());
}

TEST(line_discipline, EraseBeyondTheBeginningDoesNothing) {
    type("\x7f\x7f\x15\x17z\n");
    STRCMP_EQUAL("z\n", read().c_str());
    STRCMP_EQUAL("z\r\n", screen().c_str());
}

TEST(line_discipline, ErasingATabGoesBackToWhereItBegan) {
    type("ab\t\x7f");
    STRCMP_EQUAL("ab\t\b\b\b\b\b\b", screen().c_str());
}

TEST(line_discipline, EndOfFileAtTheLineStartReadsAsNothing) {
    type("\x04");
    CHECK_TRUE(tty.readable());
    UNSIGNED_LONGS_EQUAL(0, read().size());
    CHECK_FALSE(tty.readable());
}

TEST(line_discipline, EndOfFileInsideALineOnlyEndsIt) {
    type("abc\x04");
    STRCMP_EQUAL("abc", read(3).c_str());
    CHECK_FALSE(tty.readable());
    type("d\n");
    STRCMP_EQUAL("d\n", read().c_str());
}

TEST(line_discipline, SignalKeysDropTheLineAndAreEchoed) {
    type("typed\x03");
    LONGS_EQUAL(1, sink.signals.size());
    LONGS_EQUAL(SIGINT, sink.signals[0]);
    STRCMP_EQUAL("^C", screen().c_str());
    type("\x1a\x1c");
    LONGS_EQUAL(SIGTSTP, sink.signals[1]);
    LONGS_EQUAL(SIGQUIT, sink.signals[2]);
    type("x\n");
    STRCMP_EQUAL("x\n", read().c_str());
}

TEST(line_discipline, LiteralNextTakesTheMeaningAway) {
    type("\x16\x03\n");
    LONGS_EQUAL(0, sink.signals.size());
    STRCMP_EQUAL("\x03\n", read().c_str());
}

TEST(line_discipline, RawModePassesEveryByte) {
    raw(1);
    type("\x03\r");
    LONGS_EQUAL(0, sink.signals.size());
    CHECK_TRUE(tty.readable());
    STRCMP_EQUAL("\x03\n", read().c_str());
    STRCMP_EQUAL("", screen().c_str());
}

TEST(line_discipline, RawModeWaitsForTheMinimum) {
    raw(3);
    type("ab");
    CHECK_FALSE(tty.readable());
    type("c");
    CHECK_TRUE(tty.readable());
}

TEST(line_discipline, MinimumZeroNeverWaits) {
    raw(0);
    CHECK_TRUE(tty.readable());
    UNSIGNED_LONGS_EQUAL(0, read().size());
}

TEST(line_discipline, WhatWasTypedSurvivesTheChangeToRaw) {
    type("abc");
    raw(1);
    STRCMP_EQUAL("abc", read().c_str());
}

TEST(line_discipline, StopAndStartControlTheOutput) {
    type("\x13");
    CHECK_TRUE(tty.stopped());
    type("\x11");
    CHECK_FALSE(tty.stopped());
    CHECK_FALSE(tty.readable());
}

TEST(line_discipline, ALineThatIsTooLongKeepsItsEnd) {
    type(std::string(10000, 'x'));
    (void)screen();
    type("\n");
    CHECK_TRUE(tty.readable());
    const std::string line = read(20000);
    UNSIGNED_LONGS_EQUAL(4096, line.size());
    BYTES_EQUAL('\n', line.back());
}

TEST(line_discipline, OutputStopsWhenTheDeviceQueueIsFull) {
    const std::string text(100000, '\n');
    const std::size_t taken = tty.write(text);
    CHECK_TRUE(taken > 0 && taken < text.size());
    UNSIGNED_LONGS_EQUAL(2 * taken, screen().size());
    CHECK_TRUE(tty.write(std::string_view(text).substr(taken)) > 0);
}

TEST(line_discipline, OutputWithoutProcessingIsExact) {
    auto attributes = tty.attributes();
    attributes.output_flags &= ~static_cast<uint32_t>(OPOST);
    tty.set_attributes(attributes);
    (void)tty.write(std::string_view("a\nb\t\x01", 5));
    STRCMP_EQUAL("a\nb\t\x01", screen().c_str());
}
