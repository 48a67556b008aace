#include <ext2/block_map.hpp>

#include <algorithm>

namespace ext2 {

/// Blocks below one pointer of a tree of `depth` levels.
uint64_t block_map::span(unsigned depth) const {
    uint64_t blocks = 1;
    for (; depth; --depth) blocks *= volume_.pointers_per_block();
    return blocks;
}

outcome<block_map::path> block_map::path_of(uint64_t at) const {
    if (at < direct_blocks) return path{.depth = 0, .index = {static_cast<uint32_t>(at)}};
    at -= direct_blocks;
    for (unsigned depth = 1; depth <= 3; ++depth) {
        if (at >= span(depth)) {
            at -= span(depth);
            continue;
        }
        path p{.depth = depth, .index = {direct_blocks + depth - 1}};
        for (unsigned level = 1; level <= depth; ++level)
            p.index[level] =
                static_cast<uint32_t>(at / span(depth - level) % volume_.pointers_per_block());
        return p;
    }
    return fail(EFBIG);
}

outcome<uint32_t> block_map::checked(uint32_t block) {
    if (block && !volume_.is_data(block))
        return volume_.corrupt("a file points to a block that it cannot have", inode_.number);
    return block;
}

outcome<extent> block_map::find(uint64_t at, uint32_t most) {
    const path p = TRY(path_of(at));
    uint32_t block = TRY(checked(inode_.raw.block[p.index[0]]));
    buffer_ref tree;
    const uint32_t *pointers_here = inode_.raw.block;
    uint32_t limit = p.depth == 0 ? direct_blocks : volume_.pointers_per_block();
    for (unsigned level = 1; level <= p.depth; ++level) {
        if (block == 0) {
            // Nothing below this pointer: up to its end.
            uint64_t before = 0;
            for (unsigned l = level; l <= p.depth; ++l) before += p.index[l] * span(p.depth - l);
            const uint64_t rest = span(p.depth - level + 1) - before;
            return extent{0, static_cast<uint32_t>(std::min<uint64_t>(rest, most))};
        }
        tree = TRY(volume_.buffers().get(block));
        pointers_here = tree.as<uint32_t>();
        block = TRY(checked(pointers_here[p.index[level]]));
    }
    const uint32_t index = p.index[p.depth];
    limit = std::min(limit - index, most);
    uint32_t count = 1;
    while (count < limit && pointers_here[index + count] == (block ? block + count : 0)) ++count;
    if (block && !volume_.is_data(uint64_t{block} + count - 1)) count = 1;
    return extent{block, count};
}

void block_map::account(int blocks) {
    inode_.raw.sectors += static_cast<uint32_t>(blocks) * volume_.sectors_per_block();
    inode_.dirty = true;
}

outcome<uint32_t> block_map::take(uint64_t at) {
    const bool goes_on = inode_.next_block && at == inode_.next_file_block;
    const uint32_t goal = goes_on ? inode_.next_block : volume_.goal_of(inode_.number);
    const uint32_t block = TRY(volume_.allocate_block(goal));
    inode_.next_block = block + 1;
    account(1);
    return block;
}

outcome<uint32_t> block_map::make(uint64_t at) {
    const path p = TRY(path_of(at));
    uint32_t block = TRY(checked(inode_.raw.block[p.index[0]]));
    if (block == 0) {
        block = TRY(take(at));
        inode_.raw.block[p.index[0]] = block;
        if (p.depth) TRY(volume_.buffers().fresh(block));
    }
    for (unsigned level = 1; level <= p.depth; ++level) {
        const buffer_ref tree = TRY(volume_.buffers().get(block));
        uint32_t &pointer = tree.as<uint32_t>()[p.index[level]];
        block = TRY(checked(pointer));
        if (block) continue;
        inode_.next_file_block = static_cast<uint32_t>(at);
        block = TRY(take(at));
        pointer = block;
        tree.soil();
        if (level < p.depth) TRY(volume_.buffers().fresh(block));
    }
    inode_.next_file_block = static_cast<uint32_t>(at + 1);
    inode_.next_block = block + 1;
    return block;
}

/// Frees the blocks of a tree but for its first `keep` ones, and the tree itself when none is
/// kept. A tree that contains itself ends at the first block freed twice.
outcome<> block_map::free_tree(uint32_t block, unsigned depth, uint64_t keep) {
    TRY(checked(block));
    if (depth) {
        const buffer_ref tree = TRY(volume_.buffers().get(block));
        const uint64_t below = span(depth - 1);
        for (auto i = static_cast<uint32_t>(keep / below); i < volume_.pointers_per_block(); ++i) {
            uint32_t &pointer = tree.as<uint32_t>()[i];
            if (pointer == 0) continue;
            const uint64_t first = i * below;
            const uint64_t keep_here = keep > first ? keep - first : 0;
            TRY(free_tree(pointer, depth - 1, keep_here));
            if (keep_here) continue;
            pointer = 0;
            tree.soil();
        }
    }
    if (keep) return {};
    TRY(volume_.free_block(block));
    account(-1);
    return {};
}

outcome<> block_map::remove(uint64_t at) {
    const path p = TRY(path_of(at));
    uint32_t *pointer = &inode_.raw.block[p.index[0]];
    buffer_ref tree;
    for (unsigned level = 1; level <= p.depth; ++level) {
        const uint32_t block = TRY(checked(*pointer));
        if (block == 0) return {};
        tree = TRY(volume_.buffers().get(block));
        pointer = &tree.as<uint32_t>()[p.index[level]];
    }
    const uint32_t block = TRY(checked(*pointer));
    if (block == 0) return {};
    TRY(volume_.free_block(block));
    *pointer = 0;
    if (tree) tree.soil();
    inode_.next_block = 0;
    account(-1);
    return {};
}

outcome<> block_map::truncate(uint64_t from) {
    inode_.next_block = 0;
    uint64_t first = 0;
    for (unsigned i = 0; i < pointers; ++i) {
        const unsigned depth = i < direct_blocks ? 0 : i - direct_blocks + 1;
        const uint64_t here = span(depth);
        uint32_t &pointer = inode_.raw.block[i];
        if (pointer && first + here > from) {
            const uint64_t keep = from > first ? from - first : 0;
            TRY(free_tree(pointer, depth, keep));
            if (keep == 0) pointer = 0;
            inode_.dirty = true;
        }
        first += here;
    }
    return {};
}

}  // namespace ext2
