#include "tree.hpp"

#include <map>
#include <utility>

#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace {

/// FNV-1a (Fowler, Noll, Vo), begun with the parent.
std::size_t hash(tree::index parent, std::string_view name) {
    uint64_t value = 0xcbf29ce484222325 ^ parent;
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    return static_cast<std::size_t>(value ^ value >> 32);
}

bool is_folder(const tree::node &node) { return S_ISDIR(node.mode); }

/// The first component of `path`, which is taken off.
std::string_view take_component(std::string_view &path) {
    while (path.starts_with('/')) path.remove_prefix(1);
    const std::string_view component = path.substr(0, path.find('/'));
    path.remove_prefix(component.size());
    return component;
}

/// Files of one archive with the same numbers are one file, whose bytes stand with one of its
/// names.
using file_number = std::pair<unsigned, uint32_t>;

bool known_type(uint32_t mode) {
    return S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode) || S_ISCHR(mode) || S_ISBLK(mode) ||
           S_ISFIFO(mode) || S_ISSOCK(mode);
}

}  // namespace

tree::tree() {
    nodes_.push_back({.mode = S_IFDIR | 0755});
    rehash(64);
}

void tree::rehash(std::size_t slots) {
    slots_.assign(slots, none);
    for (index i = 1; i < nodes_.size(); ++i) {
        std::size_t at = hash(nodes_[i].parent, nodes_[i].name);
        while (slots_[at & (slots - 1)] != none) ++at;
        slots_[at & (slots - 1)] = i;
    }
}

tree::index tree::child(index folder, std::string_view name) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = hash(folder, name);; ++at) {
        const index i = slots_[at & mask];
        if (i == none || (nodes_[i].parent == folder && nodes_[i].name == name)) return i;
    }
}

tree::index tree::make_child(index folder, std::string_view name) {
    const auto made = static_cast<index>(nodes_.size());
    nodes_.push_back({.name = name, .parent = folder, .mode = S_IFDIR | 0755});
    node &parent = nodes_[folder];
    (parent.first == none ? parent.first : nodes_[parent.last].next) = made;
    parent.last = made;
    if (2 * nodes_.size() > slots_.size()) {
        rehash(2 * slots_.size());
    } else {
        std::size_t at = hash(folder, name);
        while (slots_[at & (slots_.size() - 1)] != none) ++at;
        slots_[at & (slots_.size() - 1)] = made;
    }
    return made;
}

/// \return none: the path goes through something that is no folder, or upwards
tree::index tree::make_path(std::string_view path) {
    index at = 0;
    for (std::string_view name = take_component(path); !name.empty(); name = take_component(path)) {
        if (name == ".") continue;
        if (name == ".." || name.size() > 255 || !is_folder(nodes_[at])) return none;
        const index found = child(at, name);
        at = found != none ? found : make_child(at, name);
    }
    return at;
}

bool tree::enter(const server::cpio_entry &entry) {
    const index i = known_type(entry.mode) ? make_path(entry.path) : none;
    if (i == none) return false;
    node &made = nodes_[i];
    // What has files below it, and the root, stay folders.
    if ((i == 0 || made.first != none) && !S_ISDIR(entry.mode)) return false;
    made.mode = entry.mode;
    made.uid = entry.uid;
    made.gid = entry.gid;
    made.links = entry.links;
    made.modification_time = entry.modification_time;
    made.device = makedev(entry.device_major, entry.device_minor);
    made.data = entry.data;
    return true;
}

std::optional<tree> tree::read(std::span<const std::byte> archive, std::size_t &position) {
    tree made;
    server::cpio_reader reader(archive);
    server::cpio_entry entry;
    server::cpio_reader::state state;
    std::map<file_number, std::vector<index>> names;
    bool any = false;
    while ((state = reader.next(entry)) == server::cpio_reader::state::entry) {
        any = true;
        if (!made.enter(entry)) {
            state = server::cpio_reader::state::corrupt;
            break;
        }
        if (S_ISREG(entry.mode) && entry.links > 1)
            names[{reader.archives_ended(), entry.inode}].push_back(made.make_path(entry.path));
    }
    position = reader.offset();
    if (state == server::cpio_reader::state::corrupt || !any) return std::nullopt;
    for (const auto &[number, same] : names) {
        std::span<const std::byte> data;
        for (const index i : same)
            if (!made.nodes_[i].data.empty()) data = made.nodes_[i].data;
        for (const index i : same) made.nodes_[i].data = data;
    }
    return made;
}

std::string tree::path(index i) const {
    std::string text;
    for (; i != 0; i = nodes_[i].parent) text.insert(0, "/" + std::string(nodes_[i].name));
    return text;
}
