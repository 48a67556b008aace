/// \file
/// The vnodes of /proc and /sys. They are made for each look-up and hold nothing but where in the
/// table they stand.
#pragma once

#include <fs/procfs/procfs.hpp>

namespace procfs {

class node final : public vfs::vnode {
public:
    /// \param pid the process whose folder this is or is in; 0: none.
    /// \param number the name of a numbered entry.
    static vfs::outcome<vfs::ref<vfs::vnode>> create(vfs::filesystem &fs, const table_entry &entry,
                                                     int32_t pid, int32_t number = 0);

    vfs::outcome<vfs::ref<vfs::vnode>> lookup(std::string_view name) override;
    /// No name can be made; as on Linux that reads as if the folder were not there.
    vfs::outcome<vfs::ref<vfs::vnode>> create(std::string_view, const vfs::new_node &) override {
        return vfs::fail(ENOENT);
    }
    vfs::outcome<> truncate(uint64_t) override { return {}; }
    vfs::outcome<> read_directory(uint64_t at, server::directory_packer &out) override;
    vfs::ref<vfs::vnode> parent() override;
    vfs::name_in_directory name() override;
    vfs::outcome<std::string_view> read_link(char *buffer) override;
    vfs::outcome<vfs::ref<vfs::io_object>> open(uint32_t flags) override;

private:
    node(vfs::filesystem &fs, const table_entry &entry, int32_t pid, int32_t number);

    bool is_root() const;  ///< of either
    vfs::outcome<vfs::ref<vfs::vnode>> lookup_number(std::string_view name);
    vfs::outcome<> list_children(uint64_t at, server::directory_packer &out);
    vfs::outcome<> list_processes_from(uint64_t at, server::directory_packer &out);
    vfs::outcome<> list_descriptors(uint64_t at, server::directory_packer &out);

    const table_entry &entry_;
    int32_t pid_;
    char digits_[12];  ///< the name of a numbered entry
};

/// The numbered entries: the folder of a process, of a thread below "task", and a link below "fd".
/// tree.cpp.
extern const table_entry process_folder, thread_folder, descriptor_link;
extern const table_entry root_folder;
/// The root of /sys. system_tree.cpp.
extern const table_entry system_folder;

}  // namespace procfs
