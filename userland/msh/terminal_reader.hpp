// Lines that a person types.
#pragma once

#include "msh/source.hpp"

namespace msh {

class terminal_reader final : public line_reader {
public:
    bool read_line(buffer &line, bool continued) override;

private:
    bool loaded_ = false;
    buffer command_;  // the lines of one command, for the history
};

}  // namespace msh
