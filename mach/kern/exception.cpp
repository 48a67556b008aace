#include <kern/exception.hpp>

#include <ipc/ipc_mqueue.hpp>
#include <kern/exception_message.hpp>
#include <kern/host.hpp>
#include <kern/log.hpp>
#include <kern/task.hpp>

namespace {

/// Who is asked, in this order.
enum stage : int { ask_thread, ask_task, ask_host, nobody };

exception_action action_of(thread &self, int stage, std::size_t type) {
    switch (stage) {
    case ask_thread: {
        const exception_actions *own = self.exceptions.get();
        if (!own) return {};
        lock_guard guard(self.lock);
        return exception_action_copy((*own)[type]);
    }
    case ask_task: {
        lock_guard guard(self.owner().lock);
        return exception_action_copy(self.owner().exceptions[type]);
    }
    default: return host_exception_action(type);
    }
}

trap_outcome give_up(thread &self) {
    const auto &what = self.saved.exception;
    task &owner = self.owner();
    log("task %u (%s): exception %d, code 0x%lx, subcode 0x%lx at pc 0x%lx: terminated\n", owner.id,
        owner.name, what.type, static_cast<uint64_t>(what.code),
        static_cast<uint64_t>(what.subcode), machine::pc(self.frame));
    owner.terminate();
    return trap_outcome::leave();
}

trap_outcome answered(thread &self);

/// Sends the message to the handler of one stage. \return whether the thread now waits for the
/// answer.
bool ask(thread &self, int stage) {
    exception_action action =
        action_of(self, stage, static_cast<std::size_t>(self.saved.exception.type));
    if (!action.port) return false;
    auto reply = ipc_kobject_create(kobject_type::exception_reply, &self);
    if (!reply) return false;
    auto message = exception_message_create(self, std::move(action), **reply);
    if (!message) {
        ipc_kobject_clear(std::move(*reply));
        return false;
    }
    self.saved.exception.reply = KERN_FAILURE;
    self.saved.reply_port = std::move(*reply);
    // Waits first: the answer may come from another processor before the next line has ended.
    wait_begin(self, wait_kind::exception_reply, answered, &self, false);
    ipc_mqueue_post(*message);
    return true;
}

/// Asks from self.saved.exception.stage on.
trap_outcome ask_in_turn(thread &self) {
    auto &what = self.saved.exception;
    while (what.stage != nobody)
        if (ask(self, what.stage++)) return trap_outcome::blocked();
    return give_up(self);
}

trap_outcome answered(thread &self) {
    ipc_kobject_clear(std::move(self.saved.reply_port));  // a late answer finds a dead port
    if (self.wait.result != KERN_SUCCESS)
        return trap_outcome::leave();  // aborted: it may run into the same again
    if (self.saved.exception.reply == KERN_SUCCESS) return trap_outcome::leave();
    return ask_in_turn(self);
}

/// Takes the wait of the thread that `port` belongs to, with a reference; null when it waits no
/// more. Under the port's lock the binding proves that the wait is still the one for this answer.
ref<thread> take_waiter(ipc_port &port) {
    lock_guard guard(port.lock);
    auto *t = static_cast<thread *>(ipc_kobject_locked(port, kobject_type::exception_reply));
    if (!t || !wait_claim(*t)) return {};
    return ref<thread>::share(*t);
}

void on_reply(ipc_port &port, thread &, const mach_msg_header_t &message, mach_msg_size_t size) {
    const ref<thread> t = take_waiter(port);
    if (!t) return;
    t->saved.exception.reply = exception_reply_apply(*t, message, size);
    wait_wake(*t, KERN_SUCCESS);
}

void on_notification(ipc_port &port, mach_msg_id_t) {
    // The handler died or threw the right away: the next one is asked.
    if (const ref<thread> t = take_waiter(port)) wait_wake(*t, KERN_SUCCESS);
}

}  // namespace

constinit const ipc_kobject_raw exception_reply_kobject{on_reply, on_notification};

trap_outcome exception_raise(thread &self, int exception, int64_t code, int64_t subcode) {
    if (exception <= 0 || exception >= EXC_TYPES_COUNT) exception = EXC_SOFTWARE;
    self.saved.exception = {exception, ask_thread, code, subcode, KERN_FAILURE};
    return ask_in_turn(self);
}
