#include "msh/source.hpp"

#include "msh/alias.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"

#include <errno.h>
#include <unistd.h>

namespace msh {

struct source::pushed {
    pushed *outer;
    pushed *held;            // aliases whose last word this is the text of: they are in use as long
    const char *at, *limit;  // where the outer stretch goes on
    alias *from;
    char *text;
};

bool string_reader::read_line(buffer &line, bool) {
    if (rest_.empty()) return false;
    const size_t newline = rest_.find('\n');
    const size_t size = newline == rest_.npos ? rest_.size() : newline + 1;
    line.add(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return true;
}

bool file_reader::fill() {
    ssize_t count;
    do count = read(descriptor_, block_, sizeof block_);
    while (count < 0 && errno == EINTR);
    at_ = 0;
    end_ = count > 0 ? static_cast<size_t>(count) : 0;
    return end_ > 0;
}

bool file_reader::read_line(buffer &line, bool) {
    if (shared_) return read_shared(line);
    bool any = false;
    while (at_ < end_ || fill()) {
        any = true;
        const char *begin = block_ + at_;
        const void *newline = memchr(begin, '\n', end_ - at_);
        const size_t size = newline ? static_cast<const char *>(newline) - begin + 1 : end_ - at_;
        line.add(std::string_view(begin, size));
        at_ += size;
        if (newline) break;
    }
    return any;
}

// From a file that can seek, a block is read and what lies behind the line given back; from
// others, single bytes.
bool file_reader::read_shared(buffer &line) {
    const bool seeks = lseek(descriptor_, 0, SEEK_CUR) >= 0;
    bool any = false;
    for (;;) {
        ssize_t count = read(descriptor_, block_, seeks ? sizeof block_ : 1);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) complain("cannot read commands: %s", error_text(errno));
        if (count <= 0) return any;
        any = true;
        const void *newline = memchr(block_, '\n', static_cast<size_t>(count));
        const ssize_t size = newline ? static_cast<const char *>(newline) - block_ + 1 : count;
        line.add(std::string_view(block_, static_cast<size_t>(size)));
        if (size < count) lseek(descriptor_, size - count, SEEK_CUR);
        if (newline) return true;
    }
}

// Goes on with the text around what was pushed last.
void source::pop() {
    pushed *p = stack_;
    stack_ = p->outer;
    at_ = p->at;
    limit_ = p->limit;
    p->outer = spent_;
    spent_ = p;
}

void source::free_spent() {
    while (spent_) {
        pushed *p = spent_;
        spent_ = p->outer;
        while (pushed *held = p->held) {
            p->held = held->outer;
            held->outer = spent_;
            spent_ = held;
        }
        if (p->from) p->from->in_use = false;
        free(p->text);
        free(p);
    }
}

source::~source() {
    while (stack_) pop();
    free_spent();
}

// What stands behind the alias that ends with the next character.
int source::peek_behind() const {
    if (at_ >= limit_) return end;
    for (const pushed *p = stack_; p; p = p->outer)
        if (p->at < p->limit) return static_cast<unsigned char>(*p->at);
    return end;
}

int source::peek_slow() {
    for (;;) {
        if (at_ < limit_) {
            // NUL bytes are not part of the language.
            if (*at_) return static_cast<unsigned char>(*at_);
            at_++;
        } else if (stack_) {
            if (stack_->from && limit_ > stack_->text && (limit_[-1] == ' ' || limit_[-1] == '\t'))
                alias_blank = true;
            pop();
        } else {
            if (ended_) return end;
            line_.clear();
            if (!reader_.read_line(line_, continued)) {
                ended_ = true;
                at_ = limit_ = nullptr;
                return end;
            }
            if (echoes && shell.on(option::verbose)) write_all(2, line_.view());
            if (memchr(line_.data(), 0, line_.size())) {
                size_t kept = 0;
                for (size_t i = 0; i < line_.size(); i++)
                    if (line_[i]) line_[kept++] = line_[i];
                line_.resize(kept);
            }
            at_ = line_.data();
            limit_ = at_ + line_.size();
        }
    }
}

void source::push(std::string_view text, alias *from) {
    auto *p = static_cast<pushed *>(need_memory(sizeof(pushed)));
    *p = {stack_, from ? spent_ : nullptr, at_, limit_, from, need_copy(text)};
    if (from) spent_ = nullptr;
    stack_ = p;
    if (from) from->in_use = true;
    at_ = p->text;
    limit_ = at_ + text.size();
}

void source::drop_line() {
    while (stack_) pop();
    free_spent();
    at_ = limit_;
    recording_ = 0;
    tape_.clear();
}

source::recording source::record() {
    if (!recording_) {
        tape_.clear();
        if (!replays_) remembered_.clear();
        replays_ = false;
    }
    return {tape_.size(), line, recording_++};
}

void source::keep(recording r) { recording_ = r.outer; }

void source::replay(recording r) {
    recording_ = r.outer;
    replays_ = recording_ == 0;
    const std::string_view text = tape_.view().substr(r.begin);
    push(text, nullptr);
    tape_.resize(r.begin);
    // Newlines inside pushed text are not counted.
}

// Where an offset stands among those remembered, or would.
size_t source::find_remembered(size_t offset) const {
    size_t low = 0, high = remembered_.size() / sizeof offset;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (remembered(middle) > offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t source::remembered(size_t index) const {
    size_t offset;
    memcpy(&offset, remembered_.view().data() + index * sizeof offset, sizeof offset);
    return offset;
}

bool source::remembers(recording r) const {
    const size_t at = find_remembered(r.begin);
    return at < remembered_.size() / sizeof r.begin && remembered(at) == r.begin;
}

void source::remember(recording r) {
    remembered_.insert(find_remembered(r.begin) * sizeof r.begin,
                       {reinterpret_cast<const char *>(&r.begin), sizeof r.begin});
}

}  // namespace msh
