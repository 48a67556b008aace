#include <port/process_client.hpp>

#include <fs/procfs/process_source.hpp>

namespace port {

bool process_exists(uint32_t pid) {
    const auto record = procfs::query_process(static_cast<int32_t>(pid));
    if (!record) return record.error() != ESRCH;
    return record->state != 'Z';
}

}  // namespace port
