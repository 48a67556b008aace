#pragma once

#include <string>
#include <sys/stat.h>
#include <vector>

/// A file met on a walk. Valid during the call that it is passed to.
struct tree_entry {
    int folder;          ///< the open directory that it is in; AT_FDCWD for an operand
    const char *name;    ///< its name there
    const char *path;    ///< its path, beginning with the operand
    unsigned depth;      ///< 0 for an operand
    struct stat status;  ///< of what a followed link points to; zero if it could not be read
};

/// What a walk calls back.
class tree_visitor {
public:
    enum class verdict { descend, skip, stop };
    enum class failure { status, open, read, loop };

    /// Every file, directories before their contents. Only directories are descended into.
    virtual verdict enter(const tree_entry &entry) = 0;
    /// Every directory whose enter() said descend, after its contents, read or not.
    virtual void leave(const tree_entry &) {}
    /// `reason` is an errno. An entry without a status is not entered.
    virtual void failed(const tree_entry &entry, failure what, int reason) = 0;

protected:
    /// Says what failed() is told, as it is said by most.
    static void complain(const tree_entry &entry, failure what, int reason);
    ~tree_visitor() = default;
};

/// Visits a file and all below it, of any depth, in the order of the directories. Holds one
/// descriptor for each level, and raises the soft limit on them where it must.
class tree_walk {
public:
    enum class follow { never, operands, always };

    tree_walk(tree_visitor &visitor, follow links, bool one_file_system = false)
        : visitor_(visitor), links_(links), one_file_system_(one_file_system) {}
    ~tree_walk();
    tree_walk(const tree_walk &) = delete;
    tree_walk &operator=(const tree_walk &) = delete;

    void visit(const char *operand);

private:
    struct level {
        int descriptor;
        std::string names;  // each with its NUL
        size_t next;
        size_t path_size;
        size_t name_offset;
        tree_entry entry;
    };

    bool step(int folder, size_t name_offset);
    void descend(const tree_entry &entry);
    bool read_names(level &opened);
    [[nodiscard]] bool is_loop(const struct stat &status) const;
    void leave_level();

    tree_visitor &visitor_;
    const follow links_;
    const bool one_file_system_;
    std::string path_;
    std::vector<level> levels_;
};
