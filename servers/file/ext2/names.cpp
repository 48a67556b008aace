#include <ext2/names.hpp>

#include <cstring>

#include <ext2/block_map.hpp>
#include <ext2/directory.hpp>

namespace ext2 {

namespace {

outcome<> set_target(volume &v, inode &node, std::string_view target) {
    if (target.size() > v.block_size()) return fail(ENAMETOOLONG);
    node.raw.size_low = static_cast<uint32_t>(target.size());
    if (target.size() < sizeof node.raw.block) {
        std::memcpy(node.raw.block, target.data(), target.size());
        return {};
    }
    const uint32_t block = TRY(block_map(v, node).make(0));
    const buffer_ref b = TRY(v.buffers().fresh(block));
    std::memcpy(b.as<>(), target.data(), target.size());
    return {};
}

outcome<> fill(volume &v, inode &node, const inode &parent, const new_inode &how) {
    TRY(v.clear(node.number));
    node.raw.mode = how.mode;
    node.raw.links = node.is_directory() ? 2 : 1;
    node.raw.access_time = node.raw.change_time = node.raw.modification_time = how.now;
    node.raw.generation = how.now ^ node.number << 8;
    node.set_owner(how.uid, how.gid);
    if (node.is_directory()) TRY(directory(v, node).begin(parent.number));
    if (node.is_link()) TRY(set_target(v, node, how.target));
    if (node.is_device()) set_device(node, how.device);
    return v.store(node);
}

outcome<> parent_changed(volume &v, inode &parent, uint32_t now) {
    parent.raw.modification_time = parent.raw.change_time = now;
    return v.store(parent);
}

outcome<> node_changed(volume &v, inode &node, uint32_t now) {
    node.raw.change_time = now;
    return v.store(node);
}

/// A directory's ".." counts as a link to the one above.
void drop_link(inode &node) {
    if (node.raw.links) --node.raw.links;
    node.dirty = true;
}

bool moves_directory(const name_place &from, const name_place &to) {
    return &from.parent != &to.parent && from.node->is_directory();
}

}  // namespace

outcome<inode> create(volume &v, inode &parent, std::string_view name, const new_inode &how) {
    if (v.read_only()) return fail(EROFS);
    inode node;
    node.raw.mode = how.mode;
    if (node.is_directory() && parent.raw.links >= links_max) return fail(EMLINK);
    node.number = TRY(v.allocate_inode(parent.number, node.is_directory()));
    auto made = fill(v, node, parent, how);
    if (made) made = directory(v, parent).add(name, node.number, how.mode);
    if (!made) {
        (void)destroy(v, node, how.now);
        return fail(made.error());
    }
    if (node.is_directory()) ++parent.raw.links;
    TRY(parent_changed(v, parent, how.now));
    return node;
}

outcome<> link(volume &v, inode &parent, std::string_view name, inode &node, uint32_t now) {
    if (v.read_only()) return fail(EROFS);
    if (node.raw.links >= links_max) return fail(EMLINK);
    ++node.raw.links;
    auto linked = node_changed(v, node, now);
    if (linked) linked = directory(v, parent).add(name, node.number, node.raw.mode);
    if (!linked) {
        drop_link(node);
        (void)v.store(node);
        return linked;
    }
    return parent_changed(v, parent, now);
}

outcome<> unlink(volume &v, inode &parent, std::string_view name, inode &node, uint32_t now) {
    if (v.read_only()) return fail(EROFS);
    TRY(v.keep_until_named(node.number));
    TRY(directory(v, parent).remove(name));
    drop_link(node);
    TRY(node_changed(v, node, now));
    return parent_changed(v, parent, now);
}

outcome<> remove_directory(volume &v, inode &parent, std::string_view name, inode &node,
                           uint32_t now) {
    if (v.read_only()) return fail(EROFS);
    if (!TRY(directory(v, node).empty())) return fail(ENOTEMPTY);
    TRY(v.keep_until_named(node.number));
    TRY(directory(v, parent).remove(name));
    node.raw.links = 0;
    drop_link(parent);
    TRY(node_changed(v, node, now));
    return parent_changed(v, parent, now);
}

outcome<> rename(volume &v, const name_place &from, const name_place &to, uint32_t now) {
    if (v.read_only()) return fail(EROFS);
    const bool moved = moves_directory(from, to);
    if (to.node && to.node->is_directory() && !TRY(directory(v, *to.node).empty()))
        return fail(ENOTEMPTY);
    if (moved && !to.node && to.parent.raw.links >= links_max) return fail(EMLINK);
    if (to.node) TRY(v.keep_until_named(to.node->number));
    // First the new name, so that the file is never without one.
    directory target(v, to.parent);
    if (to.node)
        TRY(target.replace(to.name, from.node->number, from.node->raw.mode));
    else
        TRY(target.add(to.name, from.node->number, from.node->raw.mode));
    TRY(directory(v, from.parent).remove(from.name));
    if (moved) {
        TRY(directory(v, *from.node).replace("..", to.parent.number, to.parent.raw.mode));
        drop_link(from.parent);
        ++to.parent.raw.links;
    }
    if (to.node) {
        if (to.node->is_directory()) {
            to.node->raw.links = 0;
            drop_link(to.parent);
        } else {
            drop_link(*to.node);
        }
        TRY(node_changed(v, *to.node, now));
    }
    TRY(node_changed(v, *from.node, now));
    TRY(parent_changed(v, to.parent, now));
    return parent_changed(v, from.parent, now);
}

outcome<> exchange(volume &v, const name_place &a, const name_place &b, uint32_t now) {
    if (v.read_only()) return fail(EROFS);
    TRY(directory(v, a.parent).replace(a.name, b.node->number, b.node->raw.mode));
    TRY(directory(v, b.parent).replace(b.name, a.node->number, a.node->raw.mode));
    for (const auto &[from, to] : {std::pair(&a, &b), std::pair(&b, &a)}) {
        if (!moves_directory(*from, *to)) continue;
        TRY(directory(v, *from->node).replace("..", to->parent.number, to->parent.raw.mode));
        drop_link(from->parent);
        ++to->parent.raw.links;
    }
    TRY(node_changed(v, *a.node, now));
    TRY(node_changed(v, *b.node, now));
    TRY(parent_changed(v, a.parent, now));
    return parent_changed(v, b.parent, now);
}

outcome<uint32_t> read_link(volume &v, inode &node, char *buffer) {
    const auto size = static_cast<uint32_t>(node.size());
    if (!node.has_blocks(v)) {
        std::memcpy(buffer, node.raw.block, size);
        return size;
    }
    const extent e = TRY(block_map(v, node).find(0, 1));
    if (e.block == 0) return v.corrupt("a symbolic link has no contents", node.number);
    const buffer_ref b = TRY(v.buffers().get(e.block));
    std::memcpy(buffer, b.as<>(), size);
    return size;
}

}  // namespace ext2
