#include <fs/devpts/devpts.hpp>

#include <charconv>
#include <cstdio>
#include <new>

#include <fs/devpts/terminal_source.hpp>
#include <vfs/clock.hpp>
#include <vfs/device.hpp>
#include <lib/directory_packer.hpp>

namespace devpts {

using vfs::fail;
using vfs::outcome;
using vfs::ref;
using vfs::vnode;

namespace {

constexpr uint32_t slave_major = 136, tty_group = 5;
constexpr uint64_t root_inode = 1, first_inode = 3;
/// Directory positions: "." and "..", then terminals by their number.
constexpr uint64_t first_child = 2;

class terminal_node final : public vnode {
public:
    terminal_node(vfs::filesystem &fs, const protocol::device_terminal &of) : vnode(fs) {
        inode = first_inode + of.number;
        mode = S_IFCHR | 0620;
        links = 1;
        uid = of.uid;
        gid = tty_group;
        special = vfs::make_device(slave_major, of.number);
        access_time = modification_time = change_time = vfs::now();
        std::snprintf(name_, sizeof name_, "%u", of.number);
    }

    vfs::name_in_directory name() override { return {fs().root(), name_}; }

private:
    char name_[12];
};

class folder final : public vnode {
public:
    explicit folder(vfs::filesystem &fs) : vnode(fs) {
        inode = root_inode;
        mode = S_IFDIR | 0755;
        links = 2;
        access_time = modification_time = change_time = vfs::now();
    }

    outcome<ref<vnode>> lookup(std::string_view name) override {
        uint32_t number;
        const char *const end = name.data() + name.size();
        const auto [stop, error] = std::from_chars(name.data(), end, number);
        if (error != std::errc() || stop != end || (name[0] == '0' && name.size() > 1))
            return fail(ENOENT);
        protocol::device_terminal found;
        if (TRY(list_terminals(number, &found, 1)) == 0 || found.number != number)
            return fail(ENOENT);
        auto *made = new (std::nothrow) terminal_node(fs(), found);
        if (!made) return fail(ENOMEM);
        return ref<vnode>(ref<terminal_node>::adopt(made));
    }

    outcome<ref<vnode>> create(std::string_view, const vfs::new_node &) override {
        return fail(EPERM);
    }
    outcome<> unlink(std::string_view, vnode &) override { return fail(EPERM); }

    outcome<> read_directory(uint64_t at, server::directory_packer &out) override {
        if (at == 0 && !out.add(".", inode, mode, 1)) return {};
        if (at <= 1 && !out.add("..", inode, S_IFDIR, first_child)) return {};
        auto next = static_cast<uint32_t>(at < first_child ? 0 : at - first_child);
        for (;;) {
            protocol::device_terminal found[16];
            const std::size_t count = TRY(list_terminals(next, found, std::size(found)));
            if (count == 0) return {};
            for (std::size_t i = 0; i < count; ++i) {
                next = found[i].number + 1;
                char name[12];
                std::snprintf(name, sizeof name, "%u", found[i].number);
                if (!out.add(name, first_inode + found[i].number, S_IFCHR, first_child + next))
                    return {};
            }
        }
    }

    ref<vnode> parent() override { return ref<vnode>::share(*this); }
};

}  // namespace

filesystem::filesystem() {
    if (auto *made = new (std::nothrow) folder(*this)) root_ = ref<folder>::adopt(made);
}

}  // namespace devpts
