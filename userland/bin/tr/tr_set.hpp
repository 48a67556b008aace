#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// A set of bytes as `tr` writes it: characters, ranges, classes, [=c=] and repeats.
class tr_set {
public:
    /// Parses `text`. `second`: repeats are allowed. False after a message.
    [[nodiscard]] bool parse(const char *text, bool second);

    /// Makes the one repeat without a count ([c*]) as long as the set then has `length` bytes.
    void fill(size_t length);

    /// The bytes, in order. Cases stand in the order of the alphabet.
    [[nodiscard]] const std::string &bytes() const { return bytes_; }
    /// All other bytes, in order.
    [[nodiscard]] std::string complement() const;

    /// A class in the set, and where its bytes begin.
    struct class_use {
        std::string name;
        size_t at;
    };
    [[nodiscard]] const std::vector<class_use> &classes() const { return classes_; }
    /// Whether there is an equivalence class, which has no meaning in the set to translate to.
    [[nodiscard]] bool has_equivalence() const { return equivalence_; }

private:
    struct unit {
        unsigned char byte;
        bool escaped;
    };
    bool read_units(const char *text);
    bool parse_bracket(size_t &at, bool &taken);
    bool parse_repeat(size_t &at, bool second, bool &taken);
    bool add_class(const std::string &name);
    [[nodiscard]] bool is(size_t at, char c) const {
        return at < units_.size() && !units_[at].escaped &&
               units_[at].byte == static_cast<unsigned char>(c);
    }

    std::vector<unit> units_;
    std::string bytes_;
    std::vector<class_use> classes_;
    bool equivalence_ = false, has_fill_ = false;
    size_t fill_at_ = 0;
    char fill_byte_ = 0;
};
