#include <fs/procfs/generators.hpp>

#include <vfs/filesystem.hpp>
#include <vfs/mount.hpp>
#include <vfs/path_of.hpp>

namespace procfs {

using vfs::outcome;

namespace {

/// Where a mount hangs; a space in it is written as Linux does.
void add_place(text_writer &out, const vfs::mount &m) {
    char buffer[vfs::path_length_max];
    if (!m.covered()) {
        out.add("/");
        return;
    }
    const auto path = vfs::path_of(*m.covered(), *vfs::mounts.root(), buffer);
    if (!path) return;
    for (char c : *path) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\\')
            out.print("\\%03o", static_cast<unsigned>(c));
        else
            out.add({&c, 1});
    }
}

const char *type_of(const vfs::mount &m) { return m.foreign() ? "server" : m.fs()->type(); }
const char *source_of(const vfs::mount &m) { return m.foreign() ? "server" : m.fs()->source(); }
bool read_only(const vfs::mount &m) { return !m.foreign() && m.fs()->read_only(); }
const char *options_of(const vfs::mount &m) { return read_only(m) ? "ro,relatime" : "rw,relatime"; }

}  // namespace

outcome<> mounts(text_writer &out, int32_t) {
    for (const vfs::mount *m = vfs::mounts.first(); m; m = m->next()) {
        out.print("%s ", source_of(*m));
        add_place(out, *m);
        out.print(" %s %s 0 0\n", type_of(*m), options_of(*m));
    }
    return {};
}

outcome<> mountinfo(text_writer &out, int32_t) {
    unsigned number = 20;
    for (const vfs::mount *m = vfs::mounts.first(); m; m = m->next(), ++number) {
        const unsigned long device = m->foreign() ? 0 : m->fs()->device();
        out.print("%u %u 0:%lu / ", number, number == 20 ? 1 : 20, device);
        add_place(out, *m);
        out.print(" %s - %s %s %s\n", options_of(*m), type_of(*m), source_of(*m),
                  read_only(*m) ? "ro" : "rw");
    }
    return {};
}

outcome<> filesystems(text_writer &out, int32_t) {
    out.add("nodev\ttmpfs\nnodev\tdevtmpfs\nnodev\tproc\nnodev\tpipefs\n\text2\n");
    return {};
}

}  // namespace procfs
