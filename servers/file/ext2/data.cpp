/// \file
/// The bytes of files.
#include <algorithm>
#include <cstring>

#include <ext2/block_map.hpp>

namespace ext2 {

namespace {

/// Longest single transfer, bytes.
constexpr uint32_t piece_max = 256 * 1024;

/// Bytes [begin, end) of one block become zeros on the device.
outcome<> clear_part(volume &v, inode &node, uint64_t begin, uint64_t end) {
    const uint64_t index = begin / v.block_size();
    const extent at = TRY(block_map(v, node).find(index, 1));
    if (at.block == 0) return {};
    alignas(512) char block[block_size_max];
    const uint64_t offset = uint64_t{at.block} * v.block_size();
    TRY(v.device().read(offset, block, v.block_size()));
    std::memset(block + (begin - index * v.block_size()), 0, end - begin);
    return v.device().write(offset, block, v.block_size());
}

/// The same of the part of the last block behind the end.
outcome<> clear_tail(volume &v, inode &node, uint64_t size) {
    const uint64_t tail = size % v.block_size();
    return tail == 0 ? outcome<>() : clear_part(v, node, size, size - tail + v.block_size());
}

}  // namespace

outcome<> read_blocks(volume &v, inode &node, uint64_t first, uint32_t count, void *to) {
    auto *bytes = static_cast<char *>(to);
    while (count) {
        const uint32_t most = std::min(count, piece_max / v.block_size());
        const extent e = TRY(block_map(v, node).find(first, most));
        const uint32_t size = e.count * v.block_size();
        if (e.block)
            TRY(v.device().read(uint64_t{e.block} * v.block_size(), bytes, size));
        else
            std::memset(bytes, 0, size);
        bytes += size;
        first += e.count;
        count -= e.count;
    }
    return {};
}

outcome<> write_blocks(volume &v, inode &node, uint64_t first, uint32_t count, const void *from) {
    const auto *bytes = static_cast<const char *>(from);
    block_map map(v, node);
    while (count) {
        const uint32_t most = std::min(count, piece_max / v.block_size());
        const uint32_t block = TRY(map.make(first));
        uint32_t run = 1;
        while (run < most) {
            const auto next = map.make(first + run);
            if (!next && next.error() == ENOSPC) break;  // what there is room for is written
            if (!next) return fail(next.error());
            if (*next != block + run) break;
            ++run;
        }
        TRY(v.device().write(uint64_t{block} * v.block_size(), bytes, run * v.block_size()));
        bytes += std::size_t{run} * v.block_size();
        first += run;
        count -= run;
    }
    return {};
}

outcome<> resize(volume &v, inode &node, uint64_t size) {
    if (v.read_only()) return fail(EROFS);
    if (size > v.size_max()) return fail(EFBIG);
    const uint64_t before = node.size();
    node.set_size(size);
    if (size >= before) return {};
    TRY(block_map(v, node).truncate((size + v.block_size() - 1) / v.block_size()));
    return clear_tail(v, node, size);
}

outcome<> punch(volume &v, inode &node, uint64_t begin, uint64_t end) {
    if (v.read_only()) return fail(EROFS);
    const uint64_t block = v.block_size();
    const uint64_t first = (begin + block - 1) / block;
    const uint64_t last = (end == node.size() ? end + block - 1 : end) / block;
    if (first > last) return clear_part(v, node, begin, end);
    if (begin < first * block) TRY(clear_part(v, node, begin, std::min(end, first * block)));
    if (last * block < end) TRY(clear_part(v, node, last * block, end));
    block_map map(v, node);
    for (uint64_t at = first; at < last;) {
        const auto most = static_cast<uint32_t>(std::min<uint64_t>(last - at, UINT32_MAX));
        const extent e = TRY(map.find(at, most));
        for (uint32_t i = 0; e.block && i < e.count; ++i) TRY(map.remove(at + i));
        at += e.count;
    }
    return {};
}

outcome<uint64_t> missing_blocks(volume &v, inode &node, uint64_t first, uint32_t count) {
    uint64_t missing = 0;
    while (count) {
        const extent e = TRY(block_map(v, node).find(first, count));
        if (e.block == 0) missing += e.count;
        first += e.count;
        count -= e.count;
    }
    // Of each tree level one block more, and one for each that the run begins.
    const uint64_t trees = missing / v.pointers_per_block() + 1;
    return missing && first > direct_blocks ? missing + trees + 2 : missing;
}

}  // namespace ext2
