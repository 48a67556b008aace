#include <fs/tmpfs/directory.hpp>

#include <vfs/clock.hpp>
#include <lib/directory_packer.hpp>

namespace tmpfs {

using vfs::fail;
using vfs::outcome;
using vfs::ref;
using vfs::vnode;

namespace {
/// What Linux's tmpfs lets each entry add to the size of its directory.
constexpr int64_t entry_size = 20;
}  // namespace

directory::directory(filesystem &fs, const vfs::new_node &how) : node(fs, how) {
    size = 2 * entry_size;
}

outcome<ref<vnode>> directory::lookup(std::string_view name) {
    entry *e = names_.find(name);
    if (!e) return fail(ENOENT);
    return ref<vnode>::share(*e->target);
}

void directory::changed(int64_t when, int64_t entries) {
    modification_time = change_time = when;
    size += static_cast<uint64_t>(entries * entry_size);
}

/// Gives `target` a name here. Link counts are the caller's, but for the ".." of a directory.
outcome<> directory::insert(std::string_view name, ref<node> target) {
    if (!parent_) return fail(ENOENT);  // this directory has been removed
    entry *e = entry::create(*this, name, std::move(target));
    if (!e) return fail(ENOMEM);
    if (!names_.insert(*e)) {
        entry::destroy(e);
        return fail(ENOMEM);
    }
    node &child = *e->target;
    child.add_name(*e);
    if (child.is_directory()) {
        static_cast<directory &>(child).parent_ = this;
        ++links;
    }
    changed(vfs::now(), 1);
    return {};
}

/// Takes an entry out. Link counts as for insert.
void directory::remove(entry &e) {
    names_.remove(e);
    e.target->remove_name(e);
    if (e.target->is_directory()) {
        static_cast<directory &>(*e.target).parent_ = nullptr;
        --links;
    }
    entry::destroy(&e);
    changed(vfs::now(), -1);
}

outcome<ref<vnode>> directory::create(std::string_view name, const vfs::new_node &how) {
    ref<node> made = TRY(make_node(owner(), how));
    TRY(insert(name, made));
    made->links = made->is_directory() ? 2 : 1;
    return ref<vnode>(std::move(made));
}

outcome<ref<vnode>> directory::create_nameless(const vfs::new_node &how) {
    return ref<vnode>(TRY(make_node(owner(), how)));
}

outcome<> directory::link(std::string_view name, vnode &target) {
    TRY(insert(name, ref<node>::share(static_cast<node &>(target))));
    ++target.links;
    target.change_time = vfs::now();
    return {};
}

outcome<> directory::unlink(std::string_view name, vnode &target) {
    entry *e = names_.find(name);
    if (!e) return fail(ENOENT);
    --target.links;
    target.change_time = vfs::now();
    remove(*e);
    return {};
}

outcome<> directory::remove_directory(std::string_view name, vnode &target) {
    if (static_cast<directory &>(target).names_.size() != 0) return fail(ENOTEMPTY);
    entry *e = names_.find(name);
    if (!e) return fail(ENOENT);
    target.links = 0;
    target.change_time = vfs::now();
    remove(*e);
    return {};
}

outcome<> directory::rename(std::string_view name, vnode &moved, vnode &to,
                            std::string_view new_name, vnode *replaced) {
    auto &destination = static_cast<directory &>(to);
    entry *old = names_.find(name);
    if (!old) return fail(ENOENT);
    if (!destination.parent_) return fail(ENOENT);
    if (replaced && replaced->is_directory() &&
        static_cast<directory &>(*replaced).names_.size() != 0)
        return fail(ENOTEMPTY);
    // The new entry before the old goes: nothing is lost when memory is.
    entry *e = entry::create(destination, new_name, ref<node>::share(static_cast<node &>(moved)));
    if (!e) return fail(ENOMEM);
    entry *obstacle = replaced ? destination.names_.find(new_name) : nullptr;
    if (!destination.names_.insert(*e)) {
        entry::destroy(e);
        return fail(ENOMEM);
    }
    if (obstacle) {
        replaced->links = replaced->is_directory() ? 0 : replaced->links - 1;
        replaced->change_time = vfs::now();
        destination.remove(*obstacle);
    }
    remove(*old);
    e->target->add_name(*e);
    if (moved.is_directory()) {
        static_cast<directory &>(moved).parent_ = &destination;
        ++destination.links;
    }
    moved.change_time = vfs::now();
    destination.changed(vfs::now(), 1);
    return {};
}

outcome<> directory::exchange(std::string_view name, vnode &node_here, vnode &there,
                              std::string_view other_name, vnode &other) {
    auto &that = static_cast<directory &>(there);
    entry *mine = names_.find(name);
    entry *theirs = that.names_.find(other_name);
    if (!mine || !theirs) return fail(ENOENT);
    mine->target->remove_name(*mine);
    theirs->target->remove_name(*theirs);
    std::swap(mine->target, theirs->target);
    mine->target->add_name(*mine);
    theirs->target->add_name(*theirs);
    if (node_here.is_directory()) {
        static_cast<directory &>(node_here).parent_ = &that;
        --links;
        ++that.links;
    }
    if (other.is_directory()) {
        static_cast<directory &>(other).parent_ = this;
        --that.links;
        ++links;
    }
    node_here.change_time = other.change_time = vfs::now();
    changed(vfs::now(), 0);
    that.changed(vfs::now(), 0);
    return {};
}

ref<vnode> directory::parent() {
    if (!parent_) return nullptr;
    return ref<vnode>::share(*parent_);
}

outcome<> directory::read_directory(uint64_t at, server::directory_packer &out) {
    if (!parent_) return fail(ENOENT);
    if (at == 0 && !out.add(".", inode, mode, 1)) return {};
    if (at <= 1 && !out.add("..", parent_->inode, S_IFDIR, 2)) return {};
    for (entry *e = names_.first_from(at < 2 ? 2 : at); e; e = names_.first_from(e->cookie + 1))
        if (!out.add(e->name(), e->target->inode, e->target->mode, e->cookie + 1)) return {};
    return {};
}

}  // namespace tmpfs
