#include <vfs/happening.hpp>

#include <vfs/notifier.hpp>

namespace vfs {

unsigned watch_count = 0;

uint32_t move_cookie() {
    static uint32_t last = 0;
    return ++last;
}

namespace {

/// A watch may end with what it is told, the next one not.
void tell_watches(vnode &node, uint32_t what, std::string_view name, uint32_t cookie) {
    for (watch *at = node.watches; at != nullptr;) {
        watch *const next = at->next_at_node;
        at->owner.tell(*at, what, cookie, name);
        at = next;
    }
}

}  // namespace

namespace detail {

void tell_self(vnode &node, uint32_t what) {
    if (node.watches != nullptr) tell_watches(node, what, {}, 0);
}

void tell_directory(vnode &directory, uint32_t what, std::string_view name, uint32_t cookie) {
    if (directory.watches != nullptr) tell_watches(directory, what, name, cookie);
}

void tell(vnode &node, uint32_t what) {
    what |= directory_bit(node);
    if (const name_in_directory place = node.name(); place.directory)
        detail::tell_directory(*place.directory, what, place.name, 0);
    detail::tell_self(node, what);
}

void tell_gone(vnode &node) {
    if (node.watches == nullptr || node.links != 0 || is_open(node)) return;
    const ref<vnode> kept = ref<vnode>::share(node);
    for (watch *at = node.watches; at != nullptr;) {
        watch *const next = at->next_at_node;
        at->owner.tell(*at, happening::remove_self, 0, {});
        at = next;
    }
    while (node.watches != nullptr) node.watches->owner.drop(*node.watches);
}

}  // namespace detail

}  // namespace vfs
