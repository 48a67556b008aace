#include <fs/procfs/generators.hpp>

#include <fs/devfs/random.hpp>
#include <fs/procfs/process_source.hpp>

namespace procfs {

using vfs::outcome;

outcome<> hostname(text_writer &out, int32_t) {
    char name[protocol::host_name_max];
    out.add({name, TRY(host_name(false, name, sizeof name))});
    out.add("\n");
    return {};
}

outcome<> domainname(text_writer &out, int32_t) {
    char name[protocol::host_name_max];
    out.add({name, TRY(host_name(true, name, sizeof name))});
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
