// Where the parser's characters come from: lines of a reader, with aliases put in front.
#pragma once

#include "msh/buffer.hpp"

namespace msh {

struct alias;

// Gives lines.
class line_reader {
public:
    // Appends a line with its newline, if it has one; false at the end. `continued` says that the
    // line goes on with a command that has begun.
    virtual bool read_line(buffer &line, bool continued) = 0;
    // Is it known that there is no more?
    virtual bool at_end() { return false; }

protected:
    ~line_reader() = default;
};

class string_reader final : public line_reader {
public:
    explicit string_reader(std::string_view text) : rest_(text) {}
    bool read_line(buffer &line, bool continued) override;
    bool at_end() override { return rest_.empty(); }

private:
    std::string_view rest_;
};

class file_reader final : public line_reader {
public:
    // With `shared`, commands read the same file: nothing behind the line may be taken from it.
    explicit file_reader(int descriptor, bool shared) : descriptor_(descriptor), shared_(shared) {}
    bool read_line(buffer &line, bool continued) override;

private:
    bool fill();
    bool read_shared(buffer &line);

    int descriptor_;
    bool shared_;
    size_t at_ = 0, end_ = 0;
    char block_[4096];
};

class source {
public:
    explicit source(line_reader &reader, int line = 1) : line(line), reader_(reader) {}
    source(const source &) = delete;
    source &operator=(const source &) = delete;
    ~source();

    static constexpr int end = -1;

    // The next character without taking it.
    int peek() { return at_ < limit_ ? static_cast<unsigned char>(*at_) : peek_slow(); }
    // The one after that, on the same line.
    int peek_second() {
        if (at_ >= limit_) peek_slow();
        return limit_ - at_ > 1 ? static_cast<unsigned char>(at_[1]) : peek_behind();
    }
    int get() {
        const int c = peek();
        if (c != end) skip();
        return c;
    }
    // Takes what peek() gave.
    void skip() {
        if (*at_ == '\n' && !stack_) line++;
        if (recording_) tape_.add(*at_);
        at_++;
    }
    // Puts text in front of what comes. An alias is marked as in use until its text has been read
    // and settle_aliases() called: its last word may not be known to have ended before.
    void push(std::string_view text, alias *from);
    void settle_aliases() {
        if (spent_) free_spent();
    }
    // Is nothing left? Does not wait for a line.
    bool at_end() { return ended_ || (at_ >= limit_ && !stack_ && reader_.at_end()); }
    // Has the end been read?
    bool ended() const { return ended_ && at_ >= limit_ && !stack_; }
    // After the end of a terminal's input: more may come. True.
    bool reopen() {
        ended_ = false;
        return true;
    }
    // Throws away the rest of the line.
    void drop_line();

    // Keeps what is taken from now on, so that it can be taken a second time.
    struct recording {
        size_t begin;
        int line;
        int outer;  // recordings that had begun before; those behind it end with it
    };
    recording record();
    std::string_view recorded(recording r) const { return tape_.view().substr(r.begin); }
    void keep(recording r);
    void replay(recording r);
    // Whether remember() was called for this place of what is recorded and read again.
    void remember(recording r);
    bool remembers(recording r) const;

    // The rest of the stretch in memory, for scanning ahead; take(n) skips n characters of it that
    // hold no newline.
    std::string_view ahead() const { return {at_, static_cast<size_t>(limit_ - at_)}; }
    void take(size_t count) {
        if (recording_) tape_.add(std::string_view(at_, count));
        at_ += count;
    }

    int line;                    // of the next character
    const char *name = nullptr;  // what messages call it, if it is not the script itself
    bool continued = false;      // a command has begun
    bool echoes = false;         // it is what `set -v` shows
    bool alias_blank = false;    // an alias that ends in a blank has just been read

private:
    struct pushed;
    int peek_slow();
    int peek_behind() const;
    void pop();
    void free_spent();
    size_t find_remembered(size_t offset) const;
    size_t remembered(size_t index) const;

    line_reader &reader_;
    const char *at_ = nullptr;
    const char *limit_ = nullptr;
    buffer line_;
    pushed *stack_ = nullptr;
    pushed *spent_ = nullptr;  // aliases whose text has been read
    bool ended_ = false;
    int recording_ = 0;
    bool replays_ = false;  // the next recording begins where the last one did
    buffer tape_;
    buffer remembered_;  // descending offsets into the tape, each a size_t
};

}  // namespace msh
