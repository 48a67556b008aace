/// \file
/// What System V's three kinds of objects have in common: keys, ids, owners and permissions.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include <protocol/error.hpp>
#include <protocol/process.hpp>
#include <protocol/sysv.hpp>

namespace process_server {

/// Who asks.
struct ipc_caller {
    int32_t pid;
    const protocol::process_credentials &credentials;
    std::span<const uint32_t> groups;
};

// IPC_*
inline constexpr int32_t ipc_private = 0;
inline constexpr uint32_t ipc_create = 01000, ipc_exclusive = 02000, ipc_no_wait = 04000;
inline constexpr uint32_t ipc_may_read = 0444, ipc_may_write = 0222;

struct ipc_object {
    int32_t id = 0;
    protocol::ipc_permission permission{};

    /// \param wanted permission bits, in whichever of the three groups.
    bool allows(const ipc_caller &who, uint32_t wanted) const;
    bool owned_by(const ipc_caller &who) const;
    /// A new owner and mode. The caller has been checked.
    void set(const protocol::ipc_set_request &request);
};

/// What making one gives.
template <class Object>
struct outcome_of {
    outcome_of(int e) : error(e) {}
    outcome_of(std::unique_ptr<Object> made) : object(std::move(made)) {}
    int error = 0;  ///< errno; 0: there is an object
    std::unique_ptr<Object> object;
};

/// Objects of one kind. Ids are given out in turn, as Linux does.
template <class Object>
class ipc_table {
public:
    Object *find(int32_t id) const {
        const auto at = objects_.find(id);
        return at == objects_.end() ? nullptr : at->second.get();
    }
    Object *find_key(int32_t key) const {
        for (const auto &[id, object] : objects_)
            if (object->permission.key == key) return object.get();
        return nullptr;
    }
    Object *find_index(int32_t index) const {
        for (const auto &[id, object] : objects_)
            if (id % static_cast<int32_t>(protocol::ipc_index_count) == index) return object.get();
        return nullptr;
    }
    std::size_t size() const { return objects_.size(); }
    Object &add(std::unique_ptr<Object> object, int32_t key, uint32_t flags,
                const ipc_caller &who) {
        while (objects_.contains(next_)) advance();
        const protocol::process_credentials &c = who.credentials;
        object->id = next_;
        object->permission = {.key = key,
                              .uid = c.euid,
                              .gid = c.egid,
                              .creator_uid = c.euid,
                              .creator_gid = c.egid,
                              .mode = flags & 0777,
                              .sequence = static_cast<uint32_t>(next_) / protocol::ipc_index_count};
        Object &made = *(objects_[next_] = std::move(object));
        advance();
        return made;
    }
    void remove(const Object &object) { objects_.erase(object.id); }
    const std::map<int32_t, std::unique_ptr<Object>> &all() const { return objects_; }
    int32_t highest_index() const {
        int32_t highest = 0;
        for (const auto &[id, object] : objects_)
            highest = std::max(highest, id % static_cast<int32_t>(protocol::ipc_index_count));
        return highest;
    }

private:
    void advance() { next_ = next_ == INT32_MAX ? 0 : next_ + 1; }
    std::map<int32_t, std::unique_ptr<Object>> objects_;
    int32_t next_ = 0;
};

}  // namespace process_server
