/// \file
/// From a path to a vnode.
#pragma once

#include <string_view>

#include <vfs/credentials.hpp>
#include <vfs/mount.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

/// What about a symbolic link that is the last component? `keep` follows it when a slash stands
/// behind it, as look-ups do; `name` never does, as what changes names does (its caller looks at
/// trailing_slash).
enum class last_link : uint8_t { keep, follow, name };

/// One walk, with its outcome. Lives on the stack of who handles a request; the names it gives
/// point into the path or into the walker.
class walker {
public:
    /// What the last component is.
    enum class last_kind : uint8_t { name, root, dot, dot_dot };

    /// `root` and `start` are directories; an empty path names `start` itself, whatever it is.
    walker(const credentials &who, const ref<vnode> &root, const ref<vnode> &start)
        : who_(who), root_(root), start_(start) {}
    walker(const walker &) = delete;
    walker &operator=(const walker &) = delete;

    /// Walks. Succeeds also when all but the last component exists: `node` is null then, `parent`
    /// and `name` say where it would be. Errors: ENOENT, ENOTDIR, EACCES, ELOOP, ENAMETOOLONG,
    /// EELSEWHERE.
    outcome<> resolve(std::string_view path, last_link last);
    /// As resolve, for what must exist.
    outcome<> find(std::string_view path, last_link last);

    const credentials &who() const { return who_; }
    const ref<vnode> &root() const { return root_; }

    ref<vnode> node;        ///< what the path names; null: nothing yet
    ref<vnode> parent;      ///< the directory of the last component
    std::string_view name;  ///< the last component, when last == last_kind::name
    last_kind last = last_kind::root;
    bool trailing_slash = false;
    mount *elsewhere = nullptr;  ///< after EELSEWHERE: the mounted server,
    std::string_view rest;       ///< and the path from there on

private:
    static constexpr unsigned links_max = 40;

    outcome<> follow(vnode &link, std::string_view &rest, ref<vnode> &current);
    outcome<ref<vnode>> step(vnode &directory, std::string_view component);

    const credentials &who_;
    const ref<vnode> &root_;
    const ref<vnode> &start_;
    unsigned links_ = 0;
    char buffer_[path_length_max + 1];  ///< path still to go, at its end, once a link was followed
};

}  // namespace vfs
