#pragma once

#include "bin/copy/placed_files.hpp"
#include "lib/backup.hpp"

#include <map>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <vector>

/// Copies files and trees, as cp does, and mv from one file system to another.
class tree_copy {
public:
    enum class follow : char { never, operands, always };

    follow links = follow::always;
    bool recursive = false, force = false, ask = false, no_clobber = false, update = false;
    bool verbose = false, hard_links = false, symbolic_links = false, remove_first = false;
    bool one_file_system = false;
    backup_plan backup;
    bool attributes_only = false;
    bool copy_contents = false;  ///< of what is no regular file, with `recursive`
    bool default_mode = false;   ///< new files take nothing of the original's mode
    enum class holes : char { as_there, always, never } sparse = holes::as_there;
    bool clone = false;  ///< share the original's blocks, or fail
    bool keep_mode = false, keep_owner = false, keep_times = false, keep_links = false;

    /// Copies `source` to the path `target`. False after a message.
    bool copy(const std::string &source, const std::string &target);

    /// Gives the directory `target`, which has been `created` or not, what it is to have of
    /// `source`. False after a message.
    bool copy_attributes(const std::string &source, const std::string &target, bool created);

    /// The mode with which the copy of a directory is made: nobody else gets at it, or writes into
    /// it, before it has its own owner and mode.
    [[nodiscard]] mode_t new_directory_mode(mode_t original) const {
        if (default_mode) return 0777;
        return (original & (keep_owner ? 0u : keep_mode ? 0755u : 0777u)) | 0700;
    }

    /// Tells that the copy `from` is now called `to`, so that later links are made to that.
    void renamed(const std::string &from, const std::string &to);

private:
    struct job {
        const std::string &source, &target;
        struct stat status;
        struct stat existing;
        bool exists;  ///< what has the target's name, in `existing`, is still there
        bool operand;
    };
    struct identity {
        dev_t device;
        ino_t inode;
        auto operator<=>(const identity &) const = default;
    };

    bool copy_one(const std::string &source, const std::string &target, bool operand);
    bool examine_target(job &work, bool &skip);
    bool make_way(job &work);
    bool copy_directory(job &work);
    bool copy_children(const job &work);
    bool copy_regular(job &work);
    bool copy_bytes(const job &work, int from, int to, bool created);
    bool write_block(const job &work, int to, std::string_view block, bool sparse);
    bool copy_link(const job &work);
    bool copy_special(const job &work);
    bool link_instead(const job &work, bool &linked);
    bool set_attributes(const job &work, int descriptor, bool created);
    void report(const job &work) const;

    std::vector<identity> ancestors_;
    std::map<identity, std::string> copied_;  // for keep_links
    std::vector<identity> created_;           // directories made here, not to be copied again
    bool into_itself_ = false;                // the operand is a directory that is copied into
    dev_t device_ = 0;
    std::string operand_, target_;  // what copy was called with
    std::string kept_;              // the backup of the last target
    placed_files placed_;           // what operands were copied to
};
