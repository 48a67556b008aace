// What the screen sends makes a terminal show what was put; the terminal here is a small VT100.

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "edit/core/key_decoder.hpp"
#include "edit/core/screen.hpp"

#include <CppUTest/TestHarness.h>

using namespace edit;

namespace {

class vt100 {
public:
    vt100(size_t rows, size_t columns)
        : columns_(columns), cells_(rows, std::vector<std::string>(columns, " ")), bottom_(rows) {}

    void feed(std::string_view bytes) {
        for (size_t at = 0; at < bytes.size();) {
            if (bytes[at] == '\x1b') {
                at = sequence(bytes, at + 1);
            } else if (bytes[at] == '\r') {
                column_ = 0;
                ++at;
            } else if (bytes[at] == '\b') {
                --column_;
                ++at;
            } else if (bytes[at] == '\n') {
                if (row_ + 1 == bottom_)
                    scroll(top_, bottom_ - 1);
                else
                    ++row_;
                ++at;
            } else {
                const bool wide = static_cast<unsigned char>(bytes[at]) >= 0xe0;
                const size_t size = wide ? 3 : 1;
                CHECK(column_ + wide < columns_);
                if (cells_[row_][column_].empty()) cells_[row_][column_ - 1] = "?";
                if (column_ + wide + 1 < columns_ && cells_[row_][column_ + wide + 1].empty())
                    cells_[row_][column_ + wide + 1] = "?";
                cells_[row_][column_++] = bytes.substr(at, size);
                if (wide) cells_[row_][column_++] = "";
                at += size;
            }
        }
    }
    [[nodiscard]] const std::vector<std::vector<std::string>> &cells() const { return cells_; }
    size_t row_ = 0, column_ = 0;

private:
    void scroll(size_t gone, size_t fresh) {
        cells_.erase(cells_.begin() + static_cast<ptrdiff_t>(gone));
        cells_.insert(cells_.begin() + static_cast<ptrdiff_t>(fresh),
                      std::vector<std::string>(columns_, " "));
    }
    size_t sequence(std::string_view bytes, size_t at) {
        if (bytes[at] == 'M') {
            CHECK_EQUAL(top_, row_);
            scroll(bottom_ - 1, top_);
            return at + 1;
        }
        size_t numbers[2] = {0, 0}, count = 0;
        for (++at;; ++at) {
            if (bytes[at] == ';')
                count = 1;
            else if (bytes[at] >= '0' && bytes[at] <= '9')
                numbers[count] = numbers[count] * 10 + static_cast<size_t>(bytes[at] - '0');
            else
                break;
        }
        auto &line = cells_[row_];
        switch (bytes[at]) {
        case 'H':
            row_ = std::max<size_t>(numbers[0], 1) - 1;
            column_ = std::max<size_t>(numbers[1], 1) - 1;
            break;
        case 'K': std::fill(line.begin() + static_cast<ptrdiff_t>(column_), line.end(), " "); break;
        case 'J':
            for (auto &each : cells_) each.assign(columns_, " ");
            break;
        case 'r':
            top_ = std::max<size_t>(numbers[0], 1) - 1;
            bottom_ = numbers[1] ? numbers[1] : cells_.size();
            row_ = column_ = 0;
            break;
        default: CHECK_EQUAL('m', bytes[at]);
        }
        return at + 1;
    }

    size_t columns_;
    std::vector<std::vector<std::string>> cells_;
    size_t top_ = 0, bottom_;
};

}  // namespace

TEST_GROUP(screen){};

TEST(screen, makes_the_terminal_show_what_was_put) {
    std::mt19937_64 random{1};
    for (int round = 0; round < 30; ++round) {
        const size_t rows = 3 + random() % 12, columns = 4 + random() % 40;
        screen is({});
        is.resize(rows, columns);
        vt100 terminal(rows, columns);
        std::vector<std::vector<std::string>> wanted(rows, std::vector<std::string>(columns, " "));
        for (int i = 0; i < 300; ++i) {
            if (random() % 4 == 0) {
                // The text moves by some rows.
                const size_t shift = 1 + random() % 3;
                std::rotate(wanted.begin(),
                            wanted.begin() + static_cast<ptrdiff_t>(
                                                 random() % 2 ? shift % rows : rows - shift % rows),
                            wanted.end());
            }
            const size_t row = random() % rows;
            auto &line = wanted[row];
            for (size_t n = random() % 6; n > 0; --n) {
                const size_t column = random() % (columns - 3);
                // Right halves never stay behind alone.
                if (line[column].empty()) line[column - 1] = "x";
                const bool wide = random() % 3 == 0;
                const size_t behind = column + (wide ? 2 : 1);
                if (line[behind].empty()) line[behind] = " ";
                line[column] = wide ? "漢" : std::string(1, "ab  "[random() % 4]);
                if (wide) line[column + 1] = "";
            }
            wanted.back().back() = " ";
            for (size_t r = 0; r < rows; ++r) {
                is.clear(r, 0);
                for (size_t c = 0; c < columns; ++c)
                    if (!wanted[r][c].empty())
                        is.put(r, c, wanted[r][c], wanted[r][c].size() == 3 ? 2 : 1, style::plain);
            }
            const size_t cursor = random() % columns;
            is.place_cursor(row, cursor);
            terminal.feed(is.update());
            CHECK(terminal.cells() == wanted);
            CHECK_EQUAL(row, terminal.row_);
            CHECK_EQUAL(cursor, terminal.column_);
        }
    }
}

TEST(screen, sends_little) {
    screen is({});
    is.resize(24, 80);
    for (size_t r = 0; r < 22; ++r)
        is.print(r, 0, "line " + std::string(1, static_cast<char>('a' + r)), style::plain);
    is.place_cursor(0, 6);
    (void)is.update();
    STRCMP_EQUAL("", is.update().c_str());
    is.print(0, 6, "x", style::plain);
    is.place_cursor(0, 7);
    STRCMP_EQUAL("x", is.update().c_str());
    // One row up: the terminal moves what it has.
    for (size_t r = 0; r < 22; ++r)
        is.print(r, 0, "line " + std::string(1, static_cast<char>('b' + r)) + " ", style::plain);
    CHECK(is.update().size() < 60);
}

TEST_GROUP(keys){};

namespace {

std::string keys_of(std::string_view bytes, bool one_by_one) {
    key_decoder decoder;
    std::string result;
    const auto drain = [&] {
        while (const auto key = decoder.next()) {
            const uint32_t code = key->code;
            if (code & key::shift) result += "S-";
            if (code & key::alt) result += "M-";
            if (code & key::control) result += "C-";
            const uint32_t plain = code & ~uint32_t{key::modifiers};
            if (plain == key::paste)
                result += "paste(" + key->text + ")";
            else if (plain < 0x80)
                result += static_cast<char>(plain);
            else
                result += std::to_string(plain >= key::up ? plain - key::up : plain);
            result += ' ';
        }
    };
    for (const char c : bytes) {
        decoder.feed({&c, 1});
        if (one_by_one) drain();
    }
    drain();
    decoder.finish();
    drain();
    return result;
}

}  // namespace

TEST(keys, are_told_apart) {
    for (const bool one_by_one : {false, true}) {
        STRCMP_EQUAL("a 228 C-s ", keys_of("a\xc3\xa4\x13", one_by_one).c_str());
        STRCMP_EQUAL("0 1 S-3 C-2 ", keys_of("\x1b[A\x1bOB\x1b[1;2C\x1b[1;5D", one_by_one).c_str());
        STRCMP_EQUAL("5 6 4 5 ", keys_of("\x1b[F\x1b[5~\x1b[1~\x1b[4~", one_by_one).c_str());
        STRCMP_EQUAL("14 14 16 23 ", keys_of("\x1bOP\x1b[[A\x1b[13~\x1b[21~", one_by_one).c_str());
        STRCMP_EQUAL("M-x M-0 ", keys_of("\x1bx\x1b\x1b[A", one_by_one).c_str());
        STRCMP_EQUAL("paste(a\x1b[\nb) c ",
                     keys_of("\x1b[200~a\x1b[\nb\x1b[201~c", one_by_one).c_str());
        STRCMP_EQUAL("13 ", keys_of("\x1b", one_by_one).c_str());
        STRCMP_EQUAL("M-[ ", keys_of("\x1b[", one_by_one).c_str());
    }
}

TEST(keys, any_bytes_come_to_an_end) {
    std::mt19937_64 random{2};
    static constexpr char letters[] = "\x1b\x1b[O0129;~RMAa$^\x80\xc3\xe2\0\r";
    const std::string_view alphabet(letters, sizeof letters - 1);
    for (int i = 0; i < 20000; ++i) {
        std::string bytes;
        for (size_t n = random() % 20; n > 0; --n) bytes += alphabet[random() % alphabet.size()];
        key_decoder decoder;
        decoder.feed(bytes);
        for (size_t n = 0; decoder.waiting(); ++n) {
            CHECK(n < 100);
            decoder.finish();
            while (decoder.next()) {
            }
        }
    }
}
