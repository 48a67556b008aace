#include <boot/unpack.hpp>

#include <lib/cpio.hpp>
#include <vfs/array.hpp>
#include <vfs/device.hpp>
#include <vfs/mount.hpp>

namespace boot {

namespace {

using vfs::fail;
using vfs::outcome;
using vfs::ref;
using vfs::vnode;

/// Takes the first component off `path`; "." and empty ones are skipped.
std::string_view take_component(std::string_view &path) {
    for (;;) {
        const std::size_t slash = path.find('/');
        const std::string_view first = path.substr(0, slash);
        path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
        if ((!first.empty() && first != ".") || path.empty())
            return first == "." ? std::string_view() : first;
    }
}

std::string_view text_of(const server::cpio_entry &e) {
    return {reinterpret_cast<const char *>(e.data.data()), e.data.size()};
}

/// The names of one file with several links within one archive; its data comes with the last of
/// them.
struct linked_file {
    uint32_t inode;
    vnode *node;  ///< alive: its name holds it
};

class unpacker {
public:
    explicit unpacker(const ref<vnode> &root) : root_(root) {}

    outcome<> add(const server::cpio_entry &e);
    void archive_ended() { linked_.clear(); }

private:
    outcome<ref<vnode>> folder_of(std::string_view path, std::string_view &last);
    outcome<> replace(vnode &folder, std::string_view name, const server::cpio_entry &e);
    outcome<> fill(vnode &node, const server::cpio_entry &e);
    linked_file *find_linked(const server::cpio_entry &e);

    ref<vnode> root_;
    vfs::array<linked_file> linked_;
};

/// The folder for `path`, made where it is missing, and the last component; that is empty for the
/// root itself.
outcome<ref<vnode>> unpacker::folder_of(std::string_view path, std::string_view &last) {
    ref<vnode> at = root_;
    last = take_component(path);
    for (;;) {
        if (last == ".." || last.size() > vfs::name_length_max) return fail(EINVAL);
        std::string_view rest = path;
        const std::string_view next = take_component(rest);
        if (next.empty()) return at;
        auto found = at->lookup(last);
        if (!found) found = at->create(last, {.mode = S_IFDIR | 0755, .uid = 0, .gid = 0});
        if (!found) return found;
        if (!(*found)->is_directory()) return fail(ENOTDIR);
        at = std::move(*found);
        if (at->mounted_here && !at->mounted_here->foreign()) at = at->mounted_here->root();
        last = next;
        path = rest;
    }
}

/// Takes away what stands in the way of `e`, unless both are folders, which become one.
outcome<> unpacker::replace(vnode &folder, std::string_view name, const server::cpio_entry &e) {
    auto found = folder.lookup(name);
    if (!found) return {};
    vnode &old = **found;
    if (!old.is_directory()) return folder.unlink(name, old);
    return S_ISDIR(e.mode) ? outcome<>{} : folder.remove_directory(name, old);
}

linked_file *unpacker::find_linked(const server::cpio_entry &e) {
    for (linked_file &l : linked_)
        if (l.inode == e.inode) return &l;
    return nullptr;
}

outcome<> unpacker::fill(vnode &node, const server::cpio_entry &e) {
    if (S_ISREG(e.mode) && !e.data.empty()) {
        TRY(node.truncate(0));
        TRY(node.fill(text_of(e)));
    }
    node.access_time = node.modification_time = int64_t{e.modification_time} * 1'000'000'000;
    node.touch();
    return {};
}

outcome<> unpacker::add(const server::cpio_entry &e) {
    switch (e.mode & S_IFMT) {
    case S_IFREG:
    case S_IFDIR:
    case S_IFLNK:
    case S_IFIFO:
    case S_IFSOCK:
    case S_IFCHR:
    case S_IFBLK: break;
    default: return fail(ENXIO);
    }
    std::string_view name;
    const ref<vnode> folder = TRY(folder_of(e.path, name));
    if (name.empty()) {
        folder->mode = S_IFDIR | (e.mode & 07777);
        return {};
    }
    TRY(replace(*folder, name, e));
    const bool several = S_ISREG(e.mode) && e.links > 1;
    if (several) {
        if (const linked_file *first = find_linked(e)) {
            TRY(folder->link(name, *first->node));
            return fill(*first->node, e);
        }
    }
    if (auto old = folder->lookup(name)) {  // a folder that was there
        (*old)->mode = S_IFDIR | (e.mode & 07777);
        (*old)->uid = e.uid;
        (*old)->gid = e.gid;
        return {};
    }
    const vfs::new_node how{.mode = e.mode,
                            .uid = e.uid,
                            .gid = e.gid,
                            .special = vfs::make_device(e.device_major, e.device_minor),
                            .target = S_ISLNK(e.mode) ? text_of(e) : std::string_view()};
    const ref<vnode> made = TRY(folder->create(name, how));
    if (several && !linked_.push({e.inode, made.get()})) return fail(ENOMEM);
    return fill(*made, e);
}

const char *reason_of(int error) {
    switch (error) {
    case ENOTDIR: return "an entry lies below a file";
    case ENOTEMPTY: return "a file would replace a folder";
    case EINVAL: return "a name is impossible";
    case ENXIO: return "an entry is of no known kind";
    case ENOSPC: return "there is no room for it";
    case EROFS: return "the disk cannot be written";
    case EIO:
    case EUCLEAN: return "the disk fails";
    default: return "memory is exhausted";
    }
}

}  // namespace

unpack_result unpack(std::string_view archive, const ref<vnode> &root, which_archives which) {
    server::cpio_reader reader(std::as_bytes(std::span(archive.data(), archive.size())));
    unpacker to(root);
    unsigned files = 0, ended = 0;
    for (;; ++files) {
        server::cpio_entry e;
        switch (reader.next(e)) {
        case server::cpio_reader::state::end: return {nullptr, reader.offset(), files};
        case server::cpio_reader::state::corrupt:
            return {"no cpio entry where one should be", reader.offset(), files};
        case server::cpio_reader::state::entry: break;
        }
        if (reader.archives_ended() != ended) {
            ended = reader.archives_ended();
            to.archive_ended();
        }
        if (which == which_archives::additions && ended == 0) continue;
        if (auto added = to.add(e); !added)
            return {reason_of(added.error()), reader.offset(), files};
    }
}

}  // namespace boot
