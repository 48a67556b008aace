#include <fs/procfs/generators.hpp>

#include <algorithm>
#include <cstring>

#include <fs/devfs/random.hpp>
#include <vfs/description.hpp>
#include <vfs/mount.hpp>

namespace procfs {

using vfs::outcome;

namespace {

/// The first line of a file of the root file system.
outcome<std::size_t> first_line(std::string_view folder, std::string_view name, char *to,
                                std::size_t room) {
    const vfs::ref<vfs::vnode> directory = TRY(vfs::mounts.root()->lookup(folder));
    vfs::description file;
    file.node = TRY(directory->lookup(name));
    if (!file.node->is_regular()) return vfs::fail(ENOENT);
    const std::size_t count = TRY(file.node->read(file, 0, to, room));
    const void *end = std::memchr(to, '\n', count);
    return end ? static_cast<std::size_t>(static_cast<const char *>(end) - to) : count;
}

}  // namespace

outcome<> hostname(text_writer &out, int32_t) {
    char name[64];
    const auto length = first_line("etc", "hostname", name, sizeof name);
    out.add(length && *length ? std::string_view(name, *length) : "portolan");
    out.add("\n");
    return {};
}

outcome<> osrelease(text_writer &out, int32_t) {
    out.add("5.15.0-portolan\n");
    return {};
}

outcome<> random_uuid(text_writer &out, int32_t) {
    unsigned char b[16];
    devfs::fill_random(reinterpret_cast<char *>(b), sizeof b);
    b[6] = static_cast<unsigned char>((b[6] & 0x0f) | 0x40);  // version 4, RFC 4122
    b[8] = static_cast<unsigned char>((b[8] & 0x3f) | 0x80);
    out.print("%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x\n", b[0], b[1],
              b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14],
              b[15]);
    return {};
}

}  // namespace procfs
