// /proc/sysvipc: as the process server writes it.
#include <fs/procfs/generators.hpp>
#include <fs/procfs/process_source.hpp>

namespace procfs {

namespace {

vfs::outcome<> table(text_writer &out, protocol::ipc_kind kind) {
    char piece[4096];
    for (uint32_t offset = 0;;) {
        const std::size_t count = TRY(sysv_table_text(kind, offset, piece, sizeof piece));
        if (count == 0) return {};
        out.add({piece, count});
        offset += static_cast<uint32_t>(count);
    }
}

}  // namespace

vfs::outcome<> sysv_shared_memory(text_writer &out, int32_t) {
    return table(out, protocol::ipc_kind::shared_memory);
}
vfs::outcome<> sysv_semaphores(text_writer &out, int32_t) {
    return table(out, protocol::ipc_kind::semaphores);
}
vfs::outcome<> sysv_messages(text_writer &out, int32_t) {
    return table(out, protocol::ipc_kind::messages);
}

}  // namespace procfs
