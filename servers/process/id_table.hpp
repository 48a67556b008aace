/// \file
/// The numbers that processes, groups, sessions and threads have in common: a number is given out
/// again only when nothing has it any more.
#pragma once

#include <cstdint>

namespace process_server {

inline constexpr int32_t id_max = 32768;

class id_table {
public:
    /// An unused number, with one use; the next one up, then from 2 again. \return 0: all are used.
    int32_t acquire();
    /// One more use of a number that is in use (a group's, a session's).
    void hold(int32_t id) { ++uses_[id]; }
    void release(int32_t id) { --uses_[id]; }
    bool used(int32_t id) const { return uses_[id] != 0; }

private:
    int32_t last_ = 0;
    uint16_t uses_[id_max + 1] = {};
};

}  // namespace process_server
