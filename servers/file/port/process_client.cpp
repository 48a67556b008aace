#include <port/process_client.hpp>

#include <unordered_map>

#include <fs/procfs/process_source.hpp>
#include <vfs/credentials.hpp>

namespace port {

bool process_exists(uint32_t pid) {
    const auto record = procfs::query_process(static_cast<int32_t>(pid));
    if (!record) return record.error() != ESRCH;
    return record->state != 'Z';
}

}  // namespace port

namespace {
std::unordered_map<uint32_t, std::vector<uint32_t>> known;  // lists of groups
}

std::span<const uint32_t> vfs::groups_of_list(uint32_t list) {
    if (const auto at = known.find(list); at != known.end()) return at->second;
    auto asked = procfs::groups_of_list(list);
    if (!asked) return {};
    return known[list] = std::move(*asked);
}
