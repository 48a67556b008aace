/// \file
/// A queue of what has happened to watched files (inotify(7)).
#pragma once

#include <string_view>

#include <vfs/happening.hpp>
#include <vfs/vnode.hpp>

namespace vfs {

class notifier;

/// One file that one notifier watches; owned by both lists that it is in, see notifier::drop.
struct watch {
    notifier &owner;
    ref<vnode> node;
    int32_t id;
    uint32_t mask;  ///< happening::, with `once` and `exclude_unlinked`
    watch *next_at_node = nullptr;
    watch *next = nullptr, *previous = nullptr;  ///< of the owner
};

class notifier final : public io_object {
public:
    notifier() = default;

    /// Watches a file, or changes what is watched for. \return the watch's number. ENOSPC: too
    /// many; EEXIST with happening::only_new; ENOMEM.
    outcome<int32_t> add(vnode &node, uint32_t mask);
    /// EINVAL: there is no such watch.
    outcome<> remove(int32_t id);
    /// Queues an event for it, unless it is the same as the last. May end the watch.
    void tell(watch &to, uint32_t what, uint32_t cookie, std::string_view name);
    /// Ends a watch, and says so.
    void drop(watch &which);

    outcome<std::size_t> read(description &by, uint64_t offset, char *to,
                              std::size_t count) override;
    void unread(std::size_t count) override;
    uint32_t ready(description &by) override;
    std::optional<uint64_t> changes(const description &) const override { return ever_queued_; }
    wait_queue *waiters() override { return &waiters_; }
    outcome<int> control(description &by, uint32_t request, uint64_t argument, char *data,
                         std::size_t &size) override;
    bool seekable() const override { return false; }

    /// Lets those go on who wait for events that have been queued meanwhile.
    static void settle_all() {
        if (unsettled_) [[unlikely]]
            settle_each();
    }

private:
    struct event;
    ~notifier() override;
    static void settle_each();
    void queue(int32_t id, uint32_t what, uint32_t cookie, std::string_view name);
    void take_out(watch &which);
    void release_taken();
    static void free_list(event *&first);

    watch *watches_ = nullptr;
    unsigned watched_ = 0;
    int32_t last_id_ = 0;
    event *first_ = nullptr, *last_ = nullptr;
    event *taken_ = nullptr, *taken_last_ = nullptr;  ///< by the last read, which may come back
    unsigned queued_ = 0;
    uint64_t ever_queued_ = 0;
    std::size_t bytes_ = 0;
    wait_queue waiters_;
    ref<notifier> next_to_settle_;
    bool to_settle_ = false;
    static inline bool unsettled_ = false;  ///< is any?
    static inline std::size_t events_ = 0;  ///< of all
};

}  // namespace vfs
