#pragma once

#include <string>
#include <string_view>
#include <vector>

/// A part of a text.
struct text_match {
    const char *begin = nullptr, *end = nullptr;
    explicit operator bool() const { return begin != nullptr; }
};

/// Finds fixed strings.
class literal_search {
public:
    /// `fold`: letters match in either case.
    literal_search(std::vector<std::string> literals, bool fold);

    /// The first place where a literal is, and the longest one there.
    [[nodiscard]] text_match find(const char *at, const char *end) const;

private:
    [[nodiscard]] text_match find_one(const char *at, const char *end) const;
    [[nodiscard]] bool matches(const char *at, const std::string &literal) const;
    [[nodiscard]] unsigned char folded(unsigned char c) const {
        return fold_ && c >= 'A' && c <= 'Z' ? c | 32 : c;
    }

    std::vector<std::string> literals_;  // the longest first
    bool fold_, has_empty_ = false;
    bool starts_[256] = {};
    // The two rarest bytes of a single literal.
    size_t rare_[2] = {};
};
