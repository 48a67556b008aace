#include <sysv/semaphore_set.hpp>

#include <algorithm>
#include <cerrno>

#include <lib/clock.hpp>
#include <sysv/seconds.hpp>

namespace process_server {

unsigned semaphore_set::waiting(unsigned index, bool for_zero) const {
    return static_cast<unsigned>(std::ranges::count_if(sleepers_, [&](const sleeper &s) {
        // The first operation that could not be done is the one it waits for.
        std::vector<int> now(semaphores_.size());
        std::ranges::transform(semaphores_, now.begin(), &semaphore::value);
        for (const operation &o : s.operations) {
            const bool blocks = o.change == 0 ? now[o.index] != 0 : now[o.index] + o.change < 0;
            if (blocks) return o.index == index && (o.change == 0) == for_zero;
            now[o.index] += o.change;
        }
        return false;
    }));
}

void semaphore_set::set_value(unsigned index, uint16_t value, int32_t pid) {
    semaphores_[index] = {value, pid};
    for (auto &[of, changes] : undo_) changes.erase(static_cast<uint16_t>(index));
}

int semaphore_set::note_undo(int32_t pid, uint16_t index, int amount) {
    changes &own = undo_[pid];
    const auto at = own.find(index);
    if (at == own.end() && !decltype(undone::share)::room()) return ENOSPC;
    const int sum = (at == own.end() ? 0 : at->second.amount) + amount;
    if (sum < -value_max - 1 || sum > value_max) return ERANGE;
    if (sum != 0)
        own[index].amount = sum;
    else if (at != own.end())
        own.erase(at);
    return 0;
}

int semaphore_set::attempt(std::span<const operation> operations, int32_t pid,
                           std::size_t &blocked) {
    std::size_t done = 0;
    int error = 0;
    for (; done < operations.size(); ++done) {
        const operation &o = operations[done];
        semaphore &s = semaphores_[o.index];
        const int after = s.value + o.change;
        if ((o.change == 0 && s.value != 0) || after < 0) {
            error = EAGAIN;
            blocked = done;
            break;
        }
        if (after > value_max) error = ERANGE;
        if (error == 0 && (o.flags & undo_flag) != 0 && o.change != 0)
            error = note_undo(pid, o.index, -o.change);
        if (error != 0) break;
        s.value = static_cast<uint16_t>(after);
    }
    if (error == 0) {
        for (const operation &o : operations) semaphores_[o.index].pid = pid;
        operation_time = seconds_now();
        return 0;
    }
    while (done-- > 0) {
        const operation &o = operations[done];
        semaphores_[o.index].value = static_cast<uint16_t>(semaphores_[o.index].value - o.change);
        if ((o.flags & undo_flag) != 0 && o.change != 0) (void)note_undo(pid, o.index, o.change);
    }
    return error;
}

void semaphore_set::wait(std::span<const operation> operations, int32_t pid, uint32_t cookie,
                         server::pending<protocol::sem_operate> reply) {
    sleepers_.push_back({{operations.begin(), operations.end()},
                         pid,
                         cookie,
                         std::move(reply),
                         waiting_place(pid)});
}

void semaphore_set::settle() {
    for (bool progress = true; progress;) {
        progress = false;
        for (auto at = sleepers_.begin(); at != sleepers_.end();) {
            std::size_t blocked = 0;
            const int error = attempt(at->operations, at->pid, blocked);
            const bool waits = error == EAGAIN && (at->operations[blocked].flags & no_wait) == 0;
            if (waits) {
                ++at;
                continue;
            }
            progress |= error == 0;
            at->reply.fail(error == 0 ? KERN_SUCCESS : protocol::unix_error(error));
            at = sleepers_.erase(at);
        }
    }
}

bool semaphore_set::interrupt(int32_t pid, uint32_t cookie) {
    const auto at = std::ranges::find_if(
        sleepers_, [&](const sleeper &s) { return s.pid == pid && s.cookie == cookie; });
    if (at == sleepers_.end()) return false;
    at->reply.fail(protocol::unix_error(EINTR));
    sleepers_.erase(at);
    return true;
}

void semaphore_set::forget_waiters(int32_t pid) {
    sleepers_.remove_if([&](const sleeper &s) { return s.pid == pid; });
}

void semaphore_set::undo(int32_t pid) {
    const auto at = undo_.find(pid);
    if (at == undo_.end()) return;
    for (const auto &[index, change] : at->second)
        semaphores_[index] = {static_cast<uint16_t>(std::clamp(
                                  semaphores_[index].value + change.amount, 0, value_max)),
                              pid};
    undo_.erase(at);
    operation_time = seconds_now();
    settle();
}

void semaphore_set::fail_all(int error) {
    for (sleeper &s : sleepers_) s.reply.fail(protocol::unix_error(error));
    sleepers_.clear();
}

}  // namespace process_server
