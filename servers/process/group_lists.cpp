#include <group_lists.hpp>

namespace process_server {

int32_t group_lists::number_of(const std::vector<uint32_t> &list) {
    if (list.empty()) return 0;
    if (const auto known = numbers_.find(list); known != numbers_.end()) return known->second;
    if (lists_.size() == lists_max) return -1;
    const auto number = static_cast<int32_t>(lists_.size() + 1);
    lists_.push_back(&numbers_.emplace(list, number).first->first);
    return number;
}

std::span<const uint32_t> group_lists::list(uint32_t number) const {
    if (number == 0 || number > lists_.size()) return {};
    return *lists_[number - 1];
}

}  // namespace process_server
