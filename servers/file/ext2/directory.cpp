#include <ext2/directory.hpp>

#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2 {

namespace {

std::string_view name_in(const directory_entry &e) { return {e.name, e.name_length}; }

void fill(directory_entry &e, std::string_view name, uint32_t number, uint8_t type) {
    e.inode = number;
    e.name_length = static_cast<uint8_t>(name.size());
    e.type = type;
    std::memcpy(e.name, name.data(), name.size());
}

bool is_dots(std::string_view name) { return name == "." || name == ".."; }

}  // namespace

uint8_t directory::stored_type(uint16_t mode) const {
    const superblock &s = volume_.super();
    const bool typed = s.revision > 0 && (s.features_incompatible & incompatible_file_type) != 0;
    return typed ? entry_type(mode) : 0;
}

void directory::changed() {
    inode_.raw.flags &= ~flag_index;
    inode_.dirty = true;
}

outcome<buffer_ref> directory::block(uint64_t index) {
    const extent e = TRY(block_map(volume_, inode_).find(index, 1));
    if (e.block == 0) return volume_.corrupt("a directory has a hole", inode_.number);
    return volume_.buffers().get(e.block);
}

/// The entry at `offset`, which lies within the block with all of its name.
outcome<directory_entry *> directory::entry_at(const buffer_ref &b, uint32_t offset) {
    const uint32_t size = volume_.block_size();
    auto *e = b.as<directory_entry>(offset);
    if (size - offset < directory_entry::need(1) || e->length < directory_entry::need(1) ||
        e->length % 4 != 0 || e->length > size - offset)
        return volume_.corrupt("a directory entry has an impossible length", inode_.number);
    if (e->inode && (e->name_length == 0 || directory_entry::need(e->name_length) > e->length ||
                     e->inode > volume_.super().inodes_count))
        return volume_.corrupt("a directory entry is impossible", inode_.number);
    return e;
}

outcome<directory::place> directory::locate(std::string_view name) {
    for (uint64_t i = 0; i < blocks(); ++i) {
        place here{.block = TRY(block(i))};
        for (uint32_t at = 0; at < volume_.block_size(); at += here.entry->length) {
            here.before = at ? here.entry : nullptr;
            here.entry = TRY(entry_at(here.block, at));
            if (here.entry->inode && name_in(*here.entry) == name) return here;
        }
    }
    return fail(ENOENT);
}

outcome<uint32_t> directory::find(std::string_view name) {
    const place here = TRY(locate(name));
    return here.entry->inode;
}

outcome<bool> directory::add_to(const buffer_ref &b, std::string_view name, uint32_t number,
                                uint8_t type) {
    const uint32_t need = directory_entry::need(static_cast<uint32_t>(name.size()));
    for (uint32_t at = 0; at < volume_.block_size();) {
        directory_entry *e = TRY(entry_at(b, at));
        const uint32_t used = e->inode ? directory_entry::need(e->name_length) : 0;
        if (e->length - used < need) {
            at += e->length;
            continue;
        }
        if (used) {
            auto *fresh = b.as<directory_entry>(at + used);
            fresh->length = static_cast<uint16_t>(e->length - used);
            e->length = static_cast<uint16_t>(used);
            e = fresh;
        }
        fill(*e, name, number, type);
        b.soil_names();
        return true;
    }
    return false;
}

outcome<> directory::add(std::string_view name, uint32_t number, uint16_t mode) {
    const uint8_t type = stored_type(mode);
    changed();
    for (uint64_t i = 0; i < blocks(); ++i) {
        const buffer_ref b = TRY(block(i));
        if (TRY(add_to(b, name, number, type))) return {};
    }
    const uint64_t size = inode_.size() + volume_.block_size();
    if (size > INT32_MAX) return fail(ENOSPC);
    const uint32_t taken = TRY(block_map(volume_, inode_).make(blocks()));
    TRY(volume_.keep_until_named(inode_.number));
    const buffer_ref b = TRY(volume_.buffers().fresh(taken));
    b.as<directory_entry>()->length = static_cast<uint16_t>(volume_.block_size());
    inode_.set_size(size);
    return TRY(add_to(b, name, number, type)) ? outcome<>() : fail(EUCLEAN);
}

/// The entry's room goes to the one before it in the block.
outcome<> directory::remove(std::string_view name) {
    const place here = TRY(locate(name));
    here.entry->inode = 0;
    if (here.before)
        here.before->length = static_cast<uint16_t>(here.before->length + here.entry->length);
    here.block.soil_names();
    changed();
    return {};
}

outcome<> directory::replace(std::string_view name, uint32_t number, uint16_t mode) {
    const place here = TRY(locate(name));
    here.entry->inode = number;
    here.entry->type = stored_type(mode);
    here.block.soil_names();
    changed();
    return {};
}

outcome<bool> directory::empty() {
    found_entry e;
    for (uint64_t at = 0; TRY(next(at, e));)
        if (!is_dots(e.name)) return false;
    return true;
}

outcome<> directory::begin(uint32_t parent) {
    const uint32_t taken = TRY(block_map(volume_, inode_).make(0));
    const buffer_ref b = TRY(volume_.buffers().fresh(taken));
    auto *self = b.as<directory_entry>();
    self->length = directory_entry::need(1);
    fill(*self, ".", inode_.number, stored_type(inode_.raw.mode));
    auto *up = b.as<directory_entry>(self->length);
    up->length = static_cast<uint16_t>(volume_.block_size() - self->length);
    fill(*up, "..", parent, stored_type(inode_.raw.mode));
    inode_.set_size(volume_.block_size());
    return {};
}

outcome<bool> directory::next(uint64_t &position, found_entry &to) {
    const uint32_t size = volume_.block_size();
    for (uint64_t i = position / size; i < blocks(); ++i) {
        const buffer_ref b = TRY(block(i));
        for (uint32_t at = 0; at < size;) {
            const directory_entry *e = TRY(entry_at(b, at));
            const bool due = i * size + at >= position && e->inode;
            at += e->length;
            if (!due) continue;
            std::memcpy(to.name_bytes, e->name, e->name_length);
            to.inode = e->inode;
            to.type = e->type;
            to.name = {to.name_bytes, e->name_length};
            position = i * size + at;
            return true;
        }
    }
    return false;
}

outcome<> directory::name_of(uint32_t number, found_entry &to) {
    for (uint64_t at = 0; TRY(next(at, to));)
        if (to.inode == number && !is_dots(to.name)) return {};
    return fail(ENOENT);
}

}  // namespace ext2
