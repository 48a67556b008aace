/// \file
/// A fresh tree for each test, and operations on it by path, each result as an errno (0: success).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <fs/tmpfs/tmpfs.hpp>
#include <vfs/credentials.hpp>
#include <vfs/description.hpp>
#include <vfs/walker.hpp>

class tree {
public:
    explicit tree(const tmpfs::filesystem::options &how = {});
    ~tree();
    tree(const tree &) = delete;

    int open(const std::string &path, uint32_t flags = 0, uint32_t mode = 0644);
    /// The file that open opened last.
    vfs::description file;

    int make_file(const std::string &path, const std::string &text = "", uint32_t mode = 0644);
    int make_directory(const std::string &path, uint32_t mode = 0755);
    int make_node(const std::string &path, uint32_t mode, uint64_t special = 0);
    int symlink(const std::string &target, const std::string &path);
    int link(const std::string &old, const std::string &path, bool follow = false);
    int unlink(const std::string &path);
    int remove_directory(const std::string &path);
    int rename(const std::string &old, const std::string &path, uint32_t flags = 0);
    /// What `path` names, last link kept or followed; null on error, which is then in `error`.
    vfs::ref<vfs::vnode> find(const std::string &path, bool follow = true);
    int error = 0;

    /// Contents of a file from its beginning, or "?".
    std::string read(const std::string &path);
    int write(int64_t offset, const std::string &text);
    /// Names in a directory, in order, read with a buffer of `room` bytes at a time.
    std::vector<std::string> list(const std::string &path, std::size_t room = 4096);
    std::string path_of(const std::string &path);

    vfs::credentials who;
    vfs::ref<vfs::vnode> root, start;
    tmpfs::filesystem *fs;
};
