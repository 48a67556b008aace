/// \file
/// Lists of supplementary groups by number. A list gets its number with its first use and keeps it
/// for ever, so that the number can travel in audit tokens (mach/audit.h) and who asks what is
/// behind one may keep the answer.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace process_server {

class group_lists {
public:
    /// \return the number of a sorted list, 0 for the empty one; -1: there are too many lists.
    int32_t number_of(const std::vector<uint32_t> &list);
    /// Empty when no list has that number.
    std::span<const uint32_t> list(uint32_t number) const;

private:
    static constexpr std::size_t lists_max = 4096;  ///< only the superuser makes new ones
    std::map<std::vector<uint32_t>, int32_t> numbers_;
    std::vector<const std::vector<uint32_t> *> lists_;  ///< number less one to the map's key
};

}  // namespace process_server
