/// \file
/// An executable model of Mach's right arithmetic, as plain as it can be: no locks, no sharing, no
/// names but the kernel's. What the Mach 3 reference says about one operation is said here once
/// more, in the fewest words.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include <ipc/ipc_entry.hpp>
#include <mach/kern_return.h>
#include <mach/message.h>

namespace model {

inline constexpr int nowhere = -1;

struct port {
    bool alive = true;
    int holder = nowhere;  ///< the space that has the receive right
    unsigned send = 0, send_once = 0, messages = 0, make_send = 0;
};
using port_ref = std::shared_ptr<port>;

struct entry {
    uint8_t type = ENTRY_FREE;
    port_ref target;
    unsigned urefs = 0;
    port_ref request;  ///< whom a dead-name or port-deleted notification goes to
};

struct right {
    port_ref target;
    uint8_t type = 0;
    bool dead = false;
};

class world {
public:
    explicit world(unsigned spaces) : spaces_(spaces) {}

    std::map<mach_port_name_t, entry> &space(unsigned s) { return spaces_[s]; }
    const std::vector<port_ref> &ports() const { return ports_; }

    void allocate(unsigned s, mach_port_name_t name) {
        auto p = std::make_shared<port>();
        p->holder = static_cast<int>(s);
        ports_.push_back(p);
        spaces_[s][name] = {ENTRY_RECEIVE, p, 0, nullptr};
    }

    kern_return_t copyin(unsigned s, mach_port_name_t name, uint8_t disposition, right &out) {
        const auto found = spaces_[s].find(name);
        if (found == spaces_[s].end()) return KERN_INVALID_NAME;
        entry &e = found->second;
        port_ref p = e.target;
        switch (disposition) {
        case MACH_MSG_TYPE_MAKE_SEND:
        case MACH_MSG_TYPE_MAKE_SEND_ONCE:
        case MACH_MSG_TYPE_MOVE_RECEIVE:
            if ((e.type & ENTRY_RECEIVE) == 0) return KERN_INVALID_RIGHT;
            break;
        case MACH_MSG_TYPE_COPY_SEND:
        case MACH_MSG_TYPE_MOVE_SEND:
            if ((e.type & ENTRY_SEND) == 0) return KERN_INVALID_RIGHT;
            break;
        default:
            if (e.type != ENTRY_SEND_ONCE) return KERN_INVALID_RIGHT;
        }
        switch (disposition) {
        case MACH_MSG_TYPE_MAKE_SEND:
            ++p->make_send;
            ++p->send;
            out = {p, MACH_MSG_TYPE_PORT_SEND};
            break;
        case MACH_MSG_TYPE_MAKE_SEND_ONCE:
            ++p->send_once;
            out = {p, MACH_MSG_TYPE_PORT_SEND_ONCE};
            break;
        case MACH_MSG_TYPE_COPY_SEND:
            ++p->send;
            out = {p, MACH_MSG_TYPE_PORT_SEND};
            break;
        case MACH_MSG_TYPE_MOVE_SEND:
            out = {p, MACH_MSG_TYPE_PORT_SEND};
            if (--e.urefs != 0)
                ++p->send;
            else
                lose(s, name, ENTRY_SEND);
            break;
        case MACH_MSG_TYPE_MOVE_SEND_ONCE:
            out = {p, MACH_MSG_TYPE_PORT_SEND_ONCE};
            lose(s, name, ENTRY_SEND_ONCE);
            break;
        default:
            out = {p, MACH_MSG_TYPE_PORT_RECEIVE};
            p->holder = nowhere;
            p->make_send = 0;
            lose(s, name, ENTRY_RECEIVE);
        }
        return KERN_SUCCESS;
    }

    /// \param name where the kernel put it; \return whether that is where it belongs
    bool copyout(unsigned s, const right &r, mach_port_name_t name) {
        port &p = *r.target;
        if (!p.alive) {
            --(r.type == MACH_MSG_TYPE_PORT_SEND ? p.send : p.send_once);
            return name == MACH_PORT_DEAD;
        }
        mach_port_name_t mine = MACH_PORT_NULL;
        for (auto &[n, e] : spaces_[s])
            if (e.target == r.target && (e.type & (ENTRY_SEND | ENTRY_RECEIVE)) != 0) mine = n;
        const bool joins = r.type != MACH_MSG_TYPE_PORT_SEND_ONCE && mine != MACH_PORT_NULL;
        if (joins ? name != mine : spaces_[s].contains(name)) return false;
        entry &e = spaces_[s][name];
        e.target = r.target;
        if (r.type == MACH_MSG_TYPE_PORT_SEND) {
            if (e.type & ENTRY_SEND) --p.send;
            e.type |= ENTRY_SEND;
            ++e.urefs;
        } else if (r.type == MACH_MSG_TYPE_PORT_SEND_ONCE) {
            e.type = ENTRY_SEND_ONCE;
            e.urefs = 1;
        } else {
            e.type |= ENTRY_RECEIVE;
            p.holder = static_cast<int>(s);
        }
        return true;
    }

    void release(const right &r) {
        port &p = *r.target;
        if (r.type == MACH_MSG_TYPE_PORT_SEND) {
            --p.send;
        } else if (r.type == MACH_MSG_TYPE_PORT_SEND_ONCE) {
            notify(p);
        } else {
            die(r.target);
        }
    }

    kern_return_t deallocate(unsigned s, mach_port_name_t name) {
        const auto found = spaces_[s].find(name);
        if (found == spaces_[s].end()) return KERN_INVALID_NAME;
        entry &e = found->second;
        if (e.type == ENTRY_RECEIVE) return KERN_INVALID_RIGHT;
        if (--e.urefs != 0) return KERN_SUCCESS;
        drop(s, name, static_cast<uint8_t>(e.type & ~ENTRY_RECEIVE));
        return KERN_SUCCESS;
    }

    kern_return_t destroy(unsigned s, mach_port_name_t name) {
        const auto found = spaces_[s].find(name);
        if (found == spaces_[s].end()) return KERN_INVALID_NAME;
        const entry e = found->second;
        cancel(found->second);
        spaces_[s].erase(name);
        drop_counts(e, e.type);
        return KERN_SUCCESS;
    }

    kern_return_t mod_refs(unsigned s, mach_port_name_t name, mach_port_right_t which, int delta) {
        const auto found = spaces_[s].find(name);
        if (found == spaces_[s].end()) return KERN_INVALID_NAME;
        entry &e = found->second;
        const auto bit = static_cast<uint8_t>(1u << which);
        if ((e.type & bit) == 0) return KERN_INVALID_RIGHT;
        if (bit == ENTRY_SEND || bit == ENTRY_DEAD_NAME) {
            if (static_cast<int>(e.urefs) + delta < 0) return KERN_INVALID_VALUE;
            e.urefs += delta;
            if (e.urefs == 0) drop(s, name, bit);
            return KERN_SUCCESS;
        }
        if (delta == 0) return KERN_SUCCESS;
        if (delta != -1) return KERN_INVALID_VALUE;
        if (bit == ENTRY_RECEIVE && (e.type & ENTRY_SEND) != 0)
            die(e.target);  // the send right becomes a dead name with all others
        else
            drop(s, name, bit);
        return KERN_SUCCESS;
    }

    kern_return_t request(unsigned s, mach_port_name_t name, port_ref to) {
        const auto found = spaces_[s].find(name);
        if (found == spaces_[s].end()) return KERN_INVALID_NAME;
        entry &e = found->second;
        if (e.type == ENTRY_DEAD_NAME) {
            ++to->send_once;
            notify(*to);
            return KERN_INVALID_ARGUMENT;
        }
        ++to->send_once;
        cancel(e);
        e.request = to;
        return KERN_SUCCESS;
    }

private:
    /// A send-once right is used up by a notification; it counts until that is received.
    static void notify(port &p) {
        if (p.alive)
            ++p.messages;
        else
            --p.send_once;
    }
    /// An entry loses a right that is not destroyed.
    void lose(unsigned s, mach_port_name_t name, uint8_t bit) {
        entry &e = spaces_[s][name];
        e.type = static_cast<uint8_t>(e.type & ~bit);
        if (e.type != ENTRY_FREE) return;
        cancel(e);
        spaces_[s].erase(name);
    }
    /// An entry's right is destroyed.
    void drop(unsigned s, mach_port_name_t name, uint8_t bit) {
        const entry before = spaces_[s][name];
        lose(s, name, bit);
        drop_counts(before, bit);
    }
    void drop_counts(const entry &e, uint8_t bits) {
        if (bits & ENTRY_SEND) release({e.target, MACH_MSG_TYPE_PORT_SEND});
        if (bits & ENTRY_SEND_ONCE) release({e.target, MACH_MSG_TYPE_PORT_SEND_ONCE});
        if (bits & ENTRY_RECEIVE) release({e.target, MACH_MSG_TYPE_PORT_RECEIVE});
    }
    /// The request's right goes with a notification, whether port-deleted or dead-name.
    static void cancel(entry &e) {
        if (!e.request) return;
        notify(*e.request);
        e.request = nullptr;
    }
    /// By value: the caller's may be that of an entry, which is cleared here.
    void die(port_ref p) {
        p->alive = false;
        p->holder = nowhere;
        p->send_once -= p->messages;
        p->messages = 0;
        for (auto &names : spaces_)
            for (auto &[name, e] : names) {
                if (e.target != p || e.type == ENTRY_DEAD_NAME) continue;
                --(e.type == ENTRY_SEND_ONCE ? p->send_once : p->send);
                e.type = ENTRY_DEAD_NAME;
                e.target = nullptr;
                if (e.request) ++e.urefs;
                cancel(e);
            }
    }

    std::vector<std::map<mach_port_name_t, entry>> spaces_;
    std::vector<port_ref> ports_;
};

}  // namespace model
