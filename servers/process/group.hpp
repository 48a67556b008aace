/// \file
/// A process group: its members, the ended ones too until they have been waited for.
#pragma once

#include <cstdint>
#include <list>

namespace process_server {

class process;

struct group_record {
    int32_t session;  ///< all members', POSIX
    unsigned stopped = 0;
    std::list<process *> members;  ///< in the order of their joining
};

}  // namespace process_server
