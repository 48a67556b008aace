#include <fs/mqueue/folder.hpp>

#include <algorithm>
#include <new>

#include <fs/mqueue/filesystem.hpp>
#include <lib/directory_packer.hpp>
#include <vfs/clock.hpp>

namespace mqueue {

using vfs::fail;
using vfs::outcome;
using vfs::ref;
using vfs::vnode;

namespace {

constexpr uint64_t root_inode = 1, first_inode = 2;

outcome<> check(const limits &of, uint32_t uid) {
    const uint64_t most = uid == 0 ? limits::messages_hard_max : limits::messages_max;
    if (of.messages == 0 || of.messages > most || of.size_each == 0 ||
        of.size_each > limits::size_max)
        return fail(EINVAL);
    return {};
}

}  // namespace

folder::folder(vfs::filesystem &fs) : vnode(fs), next_inode_(first_inode) {
    inode = root_inode;
    mode = S_IFDIR | S_ISVTX | 0777;
    links = 2;
    access_time = modification_time = change_time = vfs::now();
}

ref<queue> folder::find(std::string_view name) const {
    const auto at = std::ranges::find(entries_, name, &entry::name);
    return at == entries_.end() ? nullptr : at->target;
}

std::string_view folder::name_of(const queue &which) const {
    const auto at =
        std::ranges::find_if(entries_, [&](const entry &e) { return e.target == &which; });
    return at == entries_.end() ? std::string_view() : at->name;
}

outcome<ref<queue>> folder::add(std::string_view name, const vfs::new_node &how, const limits &of) {
    if (entries_.size() >= filesystem::queues_max && how.uid != 0) return fail(ENOSPC);
    TRY(check(of, how.uid));
    room taken = TRY(room::take(how.uid, of));
    auto *made = new (std::nothrow) queue(fs(), of, std::move(taken));
    if (!made) return fail(ENOMEM);
    const auto result = ref<queue>::adopt(made);
    made->inode = next_inode_++;
    made->mode = how.mode;
    made->uid = how.uid;
    made->gid = how.gid;
    made->links = 1;
    made->access_time = made->modification_time = made->change_time = vfs::now();
    entries_.push_back({std::string(name), result});
    modification_time = change_time = vfs::now();
    return result;
}

outcome<ref<vnode>> folder::lookup(std::string_view name) {
    if (ref<queue> found = find(name)) return ref<vnode>(std::move(found));
    return fail(ENOENT);
}

outcome<ref<vnode>> folder::create(std::string_view name, const vfs::new_node &how) {
    if (!S_ISREG(how.mode)) return fail(EPERM);
    return ref<vnode>(TRY(add(name, how, limits{})));
}

outcome<> folder::unlink(std::string_view name, vnode &node) {
    --node.links;
    node.change_time = modification_time = change_time = vfs::now();
    std::erase_if(entries_, [&](const entry &e) { return e.name == name; });
    return {};
}

outcome<> folder::read_directory(uint64_t at, server::directory_packer &out) {
    if (at == 0 && !out.add(".", inode, mode, 1)) return {};
    if (at <= 1 && !out.add("..", inode, S_IFDIR, first_inode)) return {};
    for (const entry &e : entries_)
        if (e.target->inode >= at &&
            !out.add(e.name, e.target->inode, S_IFREG, e.target->inode + 1))
            break;
    return {};
}

}  // namespace mqueue
