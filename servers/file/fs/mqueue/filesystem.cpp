#include <fs/mqueue/filesystem.hpp>

#include <new>

#include <fs/mqueue/folder.hpp>
#include <vfs/happening.hpp>
#include <vfs/open_flags.hpp>

namespace mqueue {

using vfs::fail;
using vfs::outcome;
using vfs::ref;

namespace {

outcome<> check_name(std::string_view name) {
    if (name.empty()) return fail(ENOENT);
    if (name.size() > vfs::name_length_max) return fail(ENAMETOOLONG);
    if (name == "." || name == ".." || name.find('/') != std::string_view::npos)
        return fail(EACCES);
    return {};
}

}  // namespace

filesystem::filesystem() {
    if (auto *made = new (std::nothrow) folder(*this)) root_ = ref<folder>::adopt(made);
}

filesystem::~filesystem() = default;

ref<vfs::vnode> filesystem::root() { return root_; }

vfs::filesystem_status filesystem::status() const {
    return {.type = 0x19800202,
            .block_size = 4096,
            .blocks = 0,
            .blocks_free = 0,
            .files = 0,
            .files_free = 0};
}

outcome<ref<queue>> filesystem::open(std::string_view name, uint32_t flags, uint32_t mode,
                                     const limits *of, const vfs::credentials &who) {
    constexpr unsigned wanted[] = {vfs::may_read, vfs::may_write, vfs::may_read | vfs::may_write};
    const uint32_t access = flags & vfs::open_flag::access_mode;
    if (access >= std::size(wanted)) return fail(EINVAL);
    TRY(check_name(name));
    const bool create = (flags & vfs::open_flag::create) != 0;
    if (ref<queue> found = root_->find(name)) {
        if (create && (flags & vfs::open_flag::exclusive) != 0) return fail(EEXIST);
        TRY(vfs::check_access(*found, who, wanted[access]));
        return found;
    }
    if (!create) return fail(ENOENT);
    TRY(vfs::check_access(*root_, who, vfs::may_write | vfs::may_execute));
    ref<queue> made =
        TRY(root_->add(name, {.mode = S_IFREG | (mode & 07777), .uid = who.uid, .gid = who.gid},
                       of ? *of : limits{}));
    vfs::tell_directory(*root_, vfs::happening::create, name);
    return made;
}

outcome<> filesystem::unlink(std::string_view name, const vfs::credentials &who) {
    TRY(check_name(name));
    const ref<queue> found = root_->find(name);
    if (!found) return fail(ENOENT);
    TRY(vfs::check_removal(*root_, *found, who));
    TRY(root_->unlink(name, *found));
    vfs::tell_gone(*found);
    vfs::tell_directory(*root_, vfs::happening::remove, name);
    return {};
}

vfs::name_in_directory filesystem::name_of(const queue &which) {
    const std::string_view name = root_->name_of(which);
    if (name.empty()) return {};
    return {root_, name};
}

}  // namespace mqueue
