#include <fs/mqueue/room.hpp>

#include <map>
#include <utility>

#include <fs/mqueue/message.hpp>

namespace mqueue {

using vfs::fail;

namespace {

std::map<uint32_t, std::size_t> of_user;
std::size_t of_all = 0, all_max = ~std::size_t{0};

}  // namespace

void room::limit_all(std::size_t bytes) { all_max = bytes; }

vfs::outcome<room> room::take(uint32_t uid, const limits &of) {
    const std::size_t bytes = of.messages * (sizeof(message) + of.size_each);
    const auto at = of_user.find(uid);
    if (bytes > user_max - (at == of_user.end() ? 0 : at->second)) return fail(EMFILE);
    if (bytes > all_max - of_all) return fail(ENOSPC);
    of_user[uid] += bytes;
    of_all += bytes;
    return room(uid, bytes);
}

room::room(room &&other) noexcept : uid_(other.uid_), bytes_(std::exchange(other.bytes_, 0)) {}

room::~room() {
    if (bytes_ == 0) return;
    of_all -= bytes_;
    const auto at = of_user.find(uid_);
    if ((at->second -= bytes_) == 0) of_user.erase(at);
}

}  // namespace mqueue
