/// \file
/// The pseudo-terminals there are.
#pragma once

#include <memory>
#include <vector>

#include "pseudo_terminal.hpp"

class pseudo_terminals {
public:
    explicit pseudo_terminals(read_clock &clock) : clock_(clock) {}

    /// A new one with the lowest free number; null when there are as many as there may be.
    pseudo_terminal *create(uint32_t uid);
    /// Null when there is none of that number whose master is open.
    pseudo_terminal *find(uint32_t number) const;
    /// The first of a number that is not below `number` and whose master is open, or null.
    pseudo_terminal *next(uint32_t number) const;
    /// The terminal that controls a session, or null.
    terminal *controlling(uint32_t session) const;
    /// Neither end of it is open any more. Deletes it.
    void remove(pseudo_terminal &gone) { table_[gone.number()].reset(); }
    void expire_reads(uint64_t now_ns);

private:
    static constexpr std::size_t limit = 1024;
    read_clock &clock_;
    std::vector<std::unique_ptr<pseudo_terminal>> table_;  ///< by number
};
