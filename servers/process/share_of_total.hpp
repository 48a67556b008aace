/// \file
/// A part of something that all processes' requests may make: there is only so much of it in all,
/// lest the server's memory or names end.
#pragma once

#include <cstddef>

namespace process_server {

/// A member or base of what is counted. \tparam Of whatever tells one kind from another
template <class Of, std::size_t Limit>
class share_of_total {
public:
    static bool room() { return all_ < Limit; }

    share_of_total() { ++all_; }
    share_of_total(const share_of_total &) { ++all_; }
    share_of_total &operator=(const share_of_total &) = default;
    ~share_of_total() { --all_; }

private:
    static inline std::size_t all_ = 0;
};

}  // namespace process_server
