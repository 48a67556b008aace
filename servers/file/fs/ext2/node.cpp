#include <fs/ext2/node.hpp>

#include <algorithm>
#include <new>

#include <ext2/directory.hpp>
#include <ext2/names.hpp>
#include <vfs/clock.hpp>
#include <lib/directory_packer.hpp>
#include <vfs/pipe.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome, vfs::ref;

namespace {

constexpr int64_t second = 1'000'000'000;

node &mine(vfs::vnode &v) { return static_cast<node &>(v); }
uint32_t to_disk(int64_t time) { return static_cast<uint32_t>(time / second); }
int64_t from_disk(uint32_t time) { return static_cast<int32_t>(time) * second; }

}  // namespace

node::node(filesystem &fs, const ext2::inode &raw, node *above)
    : vnode(fs), raw_(raw), contents_(fs.volume(), raw_, *this, fs.account()) {
    if (above) above_ = ref<node>::share(*above);
    inode = raw.number;
    mode = raw.raw.mode;
    uid = raw.uid();
    gid = raw.gid();
    special = raw.is_device() ? ext2::device_of(raw) : 0;
    access_time = from_disk(raw.raw.access_time);
    show();
}

node::~node() {
    ext2::volume &v = owner().volume();
    if (pipe_) pipe_->disown();
    (void)flush();
    if (raw_.raw.links == 0 && !v.read_only()) (void)ext2::destroy(v, raw_, seconds());
    owner().forget(*this);
}

uint32_t node::seconds() { return to_disk(vfs::now()); }

void node::show() {
    links = raw_.raw.links;
    size = raw_.size();
    modification_time = from_disk(raw_.raw.modification_time);
    change_time = from_disk(raw_.raw.change_time);
}

void node::changed() {
    show();
    vfs::write_back_later();
}

void node::touch() {
    raw_.raw.mode = static_cast<uint16_t>(mode);
    raw_.set_owner(uid, gid);
    raw_.raw.access_time = to_disk(access_time);
    raw_.raw.modification_time = to_disk(modification_time);
    raw_.raw.change_time = to_disk(change_time);
    (void)owner().volume().store(raw_);
    vfs::write_back_later();
}

outcome<> node::flush(bool whole) {
    const outcome<> written = is_regular() && raw_.raw.links ? contents_.flush(whole) : outcome<>();
    if (contents_.take_mapped_change()) {
        modification_time = change_time = vfs::now();
        raw_.raw.modification_time = raw_.raw.change_time = to_disk(modification_time);
        raw_.dirty = true;
    }
    if (raw_.dirty) TRY(owner().volume().store(raw_));
    return written;
}

bool node::in_use() { return contents_.in_use(); }

outcome<> node::drop_pages() { return is_regular() ? contents_.drop() : outcome<>(); }

outcome<> node::end() {
    if (raw_.raw.links != 0) return {};
    return ext2::destroy(owner().volume(), raw_, seconds());
}

outcome<ref<vfs::vnode>> node::lookup(std::string_view name) {
    if (!is_directory()) return fail(ENOTDIR);
    const uint32_t number = TRY(ext2::directory(owner().volume(), raw_).find(name));
    return ref<vfs::vnode>(TRY(owner().get(number, this)));
}

outcome<ref<vfs::vnode>> node::create(std::string_view name, const vfs::new_node &how) {
    if (removed_) return fail(ENOENT);
    const auto made = ext2::create(owner().volume(), raw_, name,
                                   {.mode = static_cast<uint16_t>(how.mode),
                                    .uid = how.uid,
                                    .gid = how.gid,
                                    .device = how.special,
                                    .target = how.target,
                                    .now = seconds()});
    changed();
    if (!made) return fail(made.error());
    return ref<vfs::vnode>(TRY(owner().adopt(*made, this)));
}

outcome<> node::link(std::string_view name, vfs::vnode &target) {
    if (removed_) return fail(ENOENT);
    const auto linked = ext2::link(owner().volume(), raw_, name, mine(target).raw_, seconds());
    mine(target).changed();
    changed();
    return linked;
}

outcome<> node::unlink(std::string_view name, vfs::vnode &target) {
    const auto gone = ext2::unlink(owner().volume(), raw_, name, mine(target).raw_, seconds());
    mine(target).changed();
    if (target.links == 0) owner().let_go(mine(target));
    changed();
    return gone;
}

outcome<> node::remove_directory(std::string_view name, vfs::vnode &target) {
    const auto gone =
        ext2::remove_directory(owner().volume(), raw_, name, mine(target).raw_, seconds());
    if (gone) mine(target).removed_ = true;
    mine(target).changed();
    if (gone) owner().let_go(mine(target));
    changed();
    return gone;
}

outcome<> node::rename(std::string_view name, vfs::vnode &target, vfs::vnode &directory,
                       std::string_view new_name, vfs::vnode *replaced) {
    node &to = mine(directory);
    if (to.removed_) return fail(ENOENT);
    const auto moved =
        ext2::rename(owner().volume(), {raw_, name, &mine(target).raw_},
                     {to.raw_, new_name, replaced ? &mine(*replaced).raw_ : nullptr}, seconds());
    if (moved) mine(target).above_ = ref<node>::share(to);
    if (moved && replaced && replaced->is_directory()) mine(*replaced).removed_ = true;
    if (replaced) mine(*replaced).changed();
    if (replaced && replaced->links == 0) owner().let_go(mine(*replaced));
    mine(target).changed();
    to.changed();
    changed();
    return moved;
}

outcome<> node::exchange(std::string_view name, vfs::vnode &target, vfs::vnode &directory,
                         std::string_view other_name, vfs::vnode &other) {
    node &to = mine(directory);
    TRY(ext2::exchange(owner().volume(), {raw_, name, &mine(target).raw_},
                       {to.raw_, other_name, &mine(other).raw_}, seconds()));
    mine(target).above_ = ref<node>::share(to);
    mine(other).above_ = ref<node>::share(*this);
    for (node *each : {&mine(target), &mine(other), &to, this}) each->changed();
    return {};
}

ref<vfs::vnode> node::parent() {
    if (removed_) return nullptr;
    return above_ ? ref<vfs::vnode>(above_) : ref<vfs::vnode>::share(*this);
}

vfs::name_in_directory node::name() {
    if (!above_ || removed_) return {};
    ext2::found_entry e;
    if (!ext2::directory(owner().volume(), above_->raw_).name_of(raw_.number, e)) return {};
    name_.assign(e.name);
    return {above_, name_};
}

outcome<> node::read_directory(uint64_t at, server::directory_packer &out) {
    constexpr uint32_t types[8] = {0,       S_IFREG, S_IFDIR,  S_IFCHR,
                                   S_IFBLK, S_IFIFO, S_IFSOCK, S_IFLNK};
    if (!is_directory()) return fail(ENOTDIR);
    ext2::found_entry e;
    while (TRY(ext2::directory(owner().volume(), raw_).next(at, e)))
        if (!out.add(e.name, e.inode, types[e.type % 8], at)) break;
    return {};
}

outcome<std::string_view> node::read_link(char *buffer) {
    if (!is_link()) return fail(EINVAL);
    if (size > vfs::path_length_max) return fail(ENAMETOOLONG);
    char block[4096];
    const uint32_t length = TRY(ext2::read_link(owner().volume(), raw_, block));
    std::copy_n(block, length, buffer);
    return std::string_view(buffer, length);
}

outcome<> node::truncate(uint64_t new_size) {
    const auto done = contents_.resize(new_size);
    size = raw_.size();
    if (done) {
        modification_time = change_time = vfs::now();
        touch();
    }
    return done;
}

outcome<> node::allocate(uint64_t, uint64_t, bool) { return fail(EOPNOTSUPP); }

outcome<> node::punch(uint64_t begin, uint64_t end) {
    if (owner().read_only()) return fail(EROFS);
    const auto done = begin < size ? contents_.punch(begin, std::min(end, size)) : outcome<>();
    if (done) modification_time = change_time = vfs::now();
    touch();
    return done;
}

outcome<ref<vfs::io_object>> node::open(uint32_t flags) {
    if (S_ISFIFO(mode)) return vfs::open_fifo(pipe_, flags);
    return vnode::open(flags);
}

outcome<std::size_t> node::read(vfs::description &, uint64_t offset, char *to, std::size_t count) {
    if (offset >= size || count == 0) return 0;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, size - offset));
    const auto done = contents_.read(offset, to, count);
    owner().shrink();
    if (!done) return fail(done.error());
    return count;
}

outcome<std::size_t> node::write(vfs::description &, uint64_t offset, const char *from,
                                 std::size_t count) {
    if (owner().read_only()) return fail(EROFS);
    const auto done = contents_.write(offset, from, count);
    size = raw_.size();
    owner().shrink();
    return done;
}

outcome<vfs::mappable> node::map(bool writable) {
    if (!is_regular()) return fail(ENODEV);
    TRY(owner().hold(*this));
    return vfs::mappable{.handle = TRY(contents_.map(writable)), .size = size};
}

const char *node::window(uint64_t offset, std::size_t &count) {
    const char *pages = is_regular() ? contents_.window(offset, count) : nullptr;
    return pages && owner().hold(*this) ? pages : nullptr;
}

void node::closed(vfs::description &) {
    if (!flush(false)) vfs::write_back_later();
}

}  // namespace ext2fs
