#pragma once

#include "bin/grep/regex_program.hpp"

/// What stands beside a place in a line.
enum class regex_neighbour : uint8_t { edge, word, other };

/// Which instructions of a program a text can have led to.
class regex_states {
public:
    /// `program` outlives it.
    explicit regex_states(const regex_program &program)
        : program_(program), member_(program.code.size()) {}

    void clear() { members_.clear(); }
    /// Adds the instruction `at` and where it leads without a byte or an edge.
    void add(uint32_t at);
    /// Adds what is behind those edges that hold between these neighbours, in the order of reading.
    void pass_edges(regex_neighbour before, regex_neighbour after);
    /// Those behind the instructions of `from` that take `byte`.
    void add_after(const regex_states &from, unsigned char byte);
    void assign(const uint32_t *begin, const uint32_t *end);
    void sort();

    [[nodiscard]] const std::vector<uint32_t> &members() const { return members_; }
    [[nodiscard]] bool has_match() const { return has(regex_instruction::match); }
    [[nodiscard]] bool has_edges() const { return has(regex_instruction::edge); }

private:
    [[nodiscard]] bool has(regex_instruction::operation what) const;
    [[nodiscard]] bool contains(uint32_t at) const {
        return member_[at] < members_.size() && members_[member_[at]] == at;
    }

    const regex_program &program_;
    std::vector<uint32_t> members_;
    std::vector<uint32_t> member_;  // where in members_, if anywhere (Briggs and Torczon 1993)
    std::vector<uint32_t> open_;
};
