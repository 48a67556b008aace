#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "edit/core/regex_program.hpp"
#include "edit/core/text.hpp"

namespace edit {

/// Where a pattern was found: begin and end of \0 to \9. Groups that took no part are `absent`.
struct regex_match {
    static constexpr size_t absent = ~size_t{0};
    std::array<size_t, 2 * regex_program::groups> slots;

    [[nodiscard]] size_t begin() const { return slots[0]; }
    [[nodiscard]] size_t end() const { return slots[1]; }
};

/// Runs a program over a text.
class regex_machine {
public:
    explicit regex_machine(const regex_program &program);

    /// The first match that begins in [from, to]; it may end behind `to`. `crlf`: a carriage return
    /// before a newline is part of the line end. `interrupted` is asked now and then, and true ends
    /// the search with no result.
    [[nodiscard]] std::optional<regex_match> find(const text &in, size_t from, size_t to, bool crlf,
                                                  bool (*interrupted)() = nullptr);

private:
    using slots = std::array<size_t, 2 * regex_program::groups>;
    struct place {
        size_t offset;
        uint32_t before, next;  // characters, or none
        bool at_line_end;
    };
    /// Threads in the order of preference; at most one at each instruction.
    struct threads {
        std::vector<uint32_t> order;
        std::vector<uint32_t> index;
        std::vector<slots> saved;
        [[nodiscard]] bool contains(uint32_t at) const {
            return index[at] < order.size() && order[index[at]] == at;
        }
    };
    struct pending {
        uint32_t at;
        uint32_t slot;  // to restore to `value`, or none
        size_t value;
    };

    void add(threads &to, uint32_t at, slots current, const place &here);
    [[nodiscard]] bool holds(regex_instruction::operation what, const place &here) const;
    [[nodiscard]] bool accepts(const regex_instruction &i, uint32_t c) const;

    const regex_program &program_;
    threads now_, later_;
    std::vector<pending> stack_;
};

}  // namespace edit
