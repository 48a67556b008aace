/// \file
/// What an ext2 file system looks like on its disk: revision 1, little-endian, as Linux's
/// Documentation/filesystems/ext2.rst and e2fsprogs' "The Second Extended File System" describe it.
#pragma once

#include <bit>
#include <cstdint>

namespace ext2 {

static_assert(std::endian::native == std::endian::little, "the structures are used as they lie");

inline constexpr uint64_t superblock_offset = 1024;
inline constexpr uint16_t superblock_magic = 0xef53;
inline constexpr uint16_t state_clean = 1, state_errors = 2;
inline constexpr uint32_t root_inode = 2, first_inode_revision_0 = 11;
inline constexpr uint16_t links_max = 32000;

/// Features that this library knows; any compatible one is left as it is.
inline constexpr uint32_t incompatible_file_type = 0x2;
inline constexpr uint32_t read_only_sparse_super = 0x1, read_only_large_file = 0x2;

struct superblock {
    uint32_t inodes_count, blocks_count, reserved_blocks, free_blocks, free_inodes;
    uint32_t first_data_block;
    uint32_t log_block_size;  ///< block size is 1024 << this
    uint32_t log_fragment_size;
    uint32_t blocks_per_group, fragments_per_group, inodes_per_group;
    uint32_t mount_time, write_time;
    uint16_t mount_count, max_mount_count, magic, state, errors, minor_revision;
    uint32_t last_check, check_interval, creator, revision;
    uint16_t reserved_uid, reserved_gid;
    uint32_t first_inode;
    uint16_t inode_size, group_number;
    uint32_t features_compatible, features_incompatible, features_read_only;
    uint8_t uuid[16];
    char volume_name[16];
    char last_mounted[64];
    uint32_t compression;
    uint8_t prealloc_blocks, prealloc_directory_blocks;
    uint16_t reserved_descriptors;
    uint8_t rest[816];
};
static_assert(sizeof(superblock) == 1024);

struct group_descriptor {
    uint32_t block_bitmap, inode_bitmap, inode_table;
    uint16_t free_blocks, free_inodes, directories, flags;
    uint32_t reserved[3];
};
static_assert(sizeof(group_descriptor) == 32);

inline constexpr unsigned direct_blocks = 12, pointers = 15;
inline constexpr uint32_t flag_index = 0x1000;  ///< a directory with a hash tree
inline constexpr uint32_t flag_immutable = 0x10, flag_append_only = 0x20;

struct disk_inode {
    uint16_t mode, uid_low;
    uint32_t size_low;
    uint32_t access_time, change_time, modification_time, deletion_time;  ///< s
    uint16_t gid_low, links;
    uint32_t sectors;  ///< of 512 bytes, indirect blocks too
    uint32_t flags, os_1;
    uint32_t block[pointers];  ///< of a short symbolic link: its target
    uint32_t generation, attribute_block;
    uint32_t size_high;  ///< regular files
    uint32_t fragment;
    uint8_t fragment_number, fragment_size;
    uint16_t padding, uid_high, gid_high;
    uint32_t os_2;
};
static_assert(sizeof(disk_inode) == 128);

struct directory_entry {
    uint32_t inode;  ///< 0: a gap
    uint16_t length;
    uint8_t name_length, type;
    char name[];

    /// Bytes that an entry with a name of `count` bytes takes.
    static constexpr uint32_t need(uint32_t count) { return (8 + count + 3) & ~3u; }
};
static_assert(sizeof(directory_entry) == 8);

/// Of a block of extended attributes, which inodes share.
struct attribute_header {
    uint32_t magic, references, blocks;
};
inline constexpr uint32_t attribute_magic = 0xea020000;

}  // namespace ext2
