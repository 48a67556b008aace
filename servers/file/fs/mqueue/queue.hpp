/// \file
/// A POSIX message queue: a file whose contents are messages (mq_overview(7)).
#pragma once

#include <memory>

#include <boost/intrusive/set.hpp>

#include <fs/mqueue/message.hpp>
#include <fs/mqueue/room.hpp>
#include <vfs/vnode.hpp>

namespace mqueue {

/// Who is told when a message comes to an empty queue (mq_notify(3)).
class listener {
public:
    explicit listener(uint32_t process, int signal) : process_(process), signal_(signal) {}
    virtual ~listener() = default;
    listener(const listener &) = delete;
    listener &operator=(const listener &) = delete;

    /// A message has come from that process. The last thing it is told.
    virtual void arrived(uint32_t pid, uint32_t uid) = 0;
    /// It will not be told of any.
    virtual void removed() = 0;
    /// Can it still hear?
    virtual bool lives() const = 0;
    uint32_t process() const { return process_; }
    int signal() const { return signal_; }  ///< 0: none

private:
    uint32_t process_;
    int signal_;
};

class queue final : public vfs::vnode {
public:
    /// \param taken the room that it may fill; given back when it is gone.
    queue(vfs::filesystem &fs, limits most, room taken)
        : vnode(fs), most_(most), taken_(std::move(taken)) {
        size = status_size;
    }

    const limits &most() const { return most_; }
    std::size_t count() const { return messages_.size(); }

    /// EMSGSIZE, EAGAIN: it is full; ENOMEM.
    vfs::outcome<> send(uint32_t priority, std::string_view bytes);
    /// The first message; it stays until drop(). EMSGSIZE: `room` is less than one may have;
    /// EAGAIN.
    vfs::outcome<const message *> first(uint64_t room) const;
    void drop();

    /// EBUSY.
    vfs::outcome<> listen(std::unique_ptr<listener> who);
    /// That process is not to be told any more.
    void ignore(uint32_t process);
    void tell(uint32_t pid, uint32_t uid);

    /// A line about its state.
    vfs::outcome<std::size_t> read(vfs::description &by, uint64_t offset, char *to,
                                   std::size_t count) override;
    vfs::outcome<std::size_t> write(vfs::description &, uint64_t, const char *,
                                    std::size_t) override {
        return vfs::fail(EINVAL);
    }
    uint32_t ready(vfs::description &by) override;
    vfs::wait_queue *waiters() override { return &waiters_; }
    vfs::outcome<vfs::ref<vfs::io_object>> open(uint32_t) override {
        return vfs::ref<vfs::io_object>(vfs::ref<queue>::share(*this));
    }
    queue *as_message_queue() override { return this; }
    vfs::outcome<> truncate(uint64_t) override { return {}; }
    vfs::name_in_directory name() override;

private:
    static constexpr uint64_t status_size = 80;  ///< as on Linux
    ~queue() override;

    const limits most_;
    room taken_;
    boost::intrusive::multiset<message> messages_;
    std::size_t bytes_ = 0;
    std::unique_ptr<listener> listener_;
    vfs::wait_queue waiters_;
};

}  // namespace mqueue
