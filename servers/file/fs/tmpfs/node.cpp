#include <fs/tmpfs/node.hpp>

#include <cstdlib>
#include <cstring>
#include <new>

#include <fs/tmpfs/directory.hpp>
#include <fs/tmpfs/regular.hpp>
#include <vfs/clock.hpp>
#include <vfs/open_flags.hpp>

namespace tmpfs {

using vfs::fail;
using vfs::outcome;
using vfs::ref;

node::node(filesystem &fs, const vfs::new_node &how) : vnode(fs) {
    inode = fs.next_inode();
    mode = how.mode;
    uid = how.uid;
    gid = how.gid;
    special = how.special;
    access_time = modification_time = change_time = vfs::now();
}

node::~node() { owner().give_node(); }

vfs::name_in_directory node::name() {
    if (!names_) return {};
    return {ref<vfs::vnode>::share(*names_->parent), names_->name()};
}

void node::add_name(entry &e) {
    e.next_name = names_;
    names_ = &e;
}

void node::remove_name(entry &e) {
    entry **link = &names_;
    while (*link != &e) link = &(*link)->next_name;
    *link = e.next_name;
}

symlink::symlink(filesystem &fs, const vfs::new_node &how, char *target)
    : node(fs, how), target_(target) {
    size = how.target.size();
}

symlink::~symlink() { std::free(target_); }

outcome<ref<node>> symlink::create(filesystem &fs, const vfs::new_node &how) {
    auto *target = static_cast<char *>(std::malloc(how.target.size()));
    if (!target) return fail(ENOMEM);
    std::memcpy(target, how.target.data(), how.target.size());
    auto *link = new (std::nothrow) symlink(fs, how, target);
    if (!link) {
        std::free(target);
        return fail(ENOMEM);
    }
    return ref<node>::adopt(link);
}

outcome<std::string_view> symlink::read_link(char *) { return std::string_view(target_, size); }

outcome<ref<vfs::io_object>> fifo::open(uint32_t flags) { return vfs::open_fifo(pipe_, flags); }

fifo::~fifo() {
    if (pipe_) pipe_->disown();
}

namespace {

template <class Kind>
outcome<ref<node>> make(filesystem &fs, const vfs::new_node &how) {
    auto *made = new (std::nothrow) Kind(fs, how);
    if (!made) return fail(ENOMEM);
    return ref<node>::adopt(made);
}

outcome<ref<node>> make_kind(filesystem &fs, const vfs::new_node &how) {
    switch (how.mode & S_IFMT) {
    case S_IFDIR: return make<directory>(fs, how);
    case S_IFREG: return make<regular>(fs, how);
    case S_IFLNK: return symlink::create(fs, how);
    case S_IFIFO: return make<fifo>(fs, how);
    default: return make<tmpfs::special>(fs, how);
    }
}

}  // namespace

outcome<ref<node>> make_node(filesystem &fs, const vfs::new_node &how) {
    if (!fs.take_node()) return fail(ENOSPC);
    auto made = make_kind(fs, how);
    if (!made) fs.give_node();
    return made;
}

}  // namespace tmpfs
