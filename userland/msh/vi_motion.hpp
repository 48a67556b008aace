// Where the movements of vi lead, as POSIX has them for sh.
#pragma once

#include "msh/line_text.hpp"

namespace msh {

struct vi_motion {
    size_t to = 0;
    bool exists = false;     // the key is a movement, and there is such a place
    bool inclusive = false;  // an operator takes the character there, too
};

// From the cursor by `key` (h l w W b B e E 0 ^ $ | and the blank), `count` times. A count of 0 is
// none given.
vi_motion move_by_vi(const line_text &text, int key, size_t count);

// For f F t T: to the `count`th such character, or to the one before it on the way.
vi_motion find_by_vi(const line_text &text, int key, std::string_view character, size_t count);

}  // namespace msh
