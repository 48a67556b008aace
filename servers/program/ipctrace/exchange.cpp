#include <ipctrace/exchange.hpp>

#include <cstring>
#include <optional>
#include <utility>

#include <mach/message.h>
#include <protocol/process.hpp>

namespace ipctrace {

namespace {

constexpr int none = -1;

/// The process that a reply to process_fork tells of.
std::optional<uint32_t> forked(const record &reply) {
    if (reply.id != protocol::process_fork::reply_id) return {};
    protocol::process_fork_reply body;
    std::memcpy(&body, reply.data, sizeof body);
    if (body.result != KERN_SUCCESS) return {};
    return static_cast<uint32_t>(body.pid);
}

class builder {
public:
    explicit builder(const std::set<uint32_t> &processes) : processes_(processes) {}

    void add(const record &r) {
        if (r.kind == MACH_TRACE_SENT)
            sent(r);
        else
            received(r);
    }
    std::vector<exchange> take() { return std::move(all_); }

private:
    struct message {
        int exchange;
        bool is_reply;
    };

    bool is_followed(const record &r) const { return r.pid != 0 && processes_.contains(r.pid); }
    int served_by(uint32_t thread) const {
        const auto found = serving_.find(thread);
        return found == serving_.end() ? none : found->second;
    }

    void sent(const record &r) {
        messages_.erase(r.message);
        if (MACH_MSGH_BITS_REMOTE(r.bits) == MACH_MSG_TYPE_PORT_SEND_ONCE) {
            if (const auto found = awaited_.find(r.port); found != awaited_.end())
                return replied(r, std::exchange(found->second, none));
        }
        const int parent = r.task == 0 ? none : served_by(r.thread);
        if (parent == none && !is_followed(r)) return;
        exchange e;
        e.request = r;
        e.parent = parent;
        e.depth = parent == none ? 0 : all_[static_cast<unsigned>(parent)].depth + 1;
        const int index = static_cast<int>(all_.size());
        all_.push_back(e);
        if (r.object == 0) messages_[r.message] = {index, false};
        if (r.reply_port != 0) awaited_[r.reply_port] = index;
    }

    void replied(const record &r, int index) {
        if (index == none) return;
        all_[static_cast<unsigned>(index)].reply = r;
        messages_[r.message] = {index, true};
        if (served_by(r.thread) == index) serving_.erase(r.thread);
    }

    void received(const record &r) {
        const auto found = messages_.find(r.message);
        if (found == messages_.end()) {
            // A reply to nothing of interest, maybe: who serves goes on with it.
            if (MACH_MSGH_BITS_REMOTE(r.bits) != MACH_MSG_TYPE_PORT_SEND_ONCE)
                serving_.erase(r.thread);
            return;
        }
        const message m = found->second;
        messages_.erase(found);
        exchange &e = all_[static_cast<unsigned>(m.exchange)];
        if (m.is_reply) {
            e.answered_ns = r.time_ns;
            return;
        }
        e.receiver = r;
        if (!is_followed(r)) serving_[r.thread] = m.exchange;
    }

    const std::set<uint32_t> &processes_;
    std::vector<exchange> all_;
    std::map<uint32_t, message> messages_;  ///< on their way
    std::map<uint64_t, int> awaited_;       ///< by reply port: the exchange
    std::map<uint32_t, int> serving_;       ///< by thread
};

}  // namespace

std::set<uint32_t> descendants(std::span<const record> records, uint32_t root) {
    std::map<uint64_t, uint32_t> asking;  // by reply port: the process
    std::map<uint32_t, uint32_t> parents;
    for (const record &r : records) {
        if (r.kind != MACH_TRACE_SENT) continue;
        if (r.id == protocol::process_fork::id)
            asking[r.reply_port] = r.pid;
        else if (const auto child = forked(r); child && asking.contains(r.port))
            parents.emplace(*child, asking[r.port]);
    }
    std::set<uint32_t> all{root};
    for (bool more = true; more;) {
        more = false;
        for (const auto &[child, parent] : parents)
            if (all.contains(parent)) more |= all.insert(child).second;
    }
    return all;
}

std::vector<exchange> exchanges(std::span<const record> records,
                                const std::set<uint32_t> &processes) {
    builder all(processes);
    for (const record &r : records) all.add(r);
    return all.take();
}

}  // namespace ipctrace
