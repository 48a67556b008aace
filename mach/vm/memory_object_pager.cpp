#include <vm/memory_object_pager.hpp>

#include <ipc/ipc_request.hpp>
#include <mach/interface/memory_object.hpp>
#include <vm/kernel_message.hpp>
#include <vm/vm_object.hpp>
#include <vm/vm_swap.hpp>

namespace {

constinit zone<memory_object_pager> pagers{"memory_object_pager"};

void pager_notification(ipc_port &control, mach_msg_id_t id) {
    if (id != MACH_NOTIFY_DEAD_NAME) return;
    if (ref<memory_object_pager> pager = ipc_kobject_get<memory_object_pager>(control))
        pager->give_up();
}

/// A request has two owners: its maker and the port.
void release_twice(ipc_request *request) {
    ipc_request_release(request);
    ipc_request_release(request);
}

/// The request is off the page again: whoever waits asks anew.
void withdraw(const memory_object_demand &demand) {
    vm_object &object = *demand.object;
    lock_guard guard(object.lock);
    if (vm_page *page = object.page_at(demand.index)) {
        page->unlock_requested = false;
        if (page->state == vm_page_state::absent) {
            object.take_out(*page);
            vm_page_free(*page, 0);
        }
    }
    object.wake_all();
}

}  // namespace

const ipc_kobject_raw memory_object_control_kobject{.message = nullptr,
                                                    .notification = pager_notification};

result<ref<vm_object>> memory_object_pager::create_object(ipc_right_transit pager, uint64_t size) {
    if (!pager) return error(KERN_INVALID_ARGUMENT);
    memory_object_pager *made = pagers.create(std::move(pager));
    if (!made) return error(KERN_RESOURCE_SHORTAGE);
    ref<memory_object_pager> self = ref<memory_object_pager>::adopt(made);
    self->control_ = TRY(ipc_kobject_create(kobject, made));
    ref<vm_object> object = TRY(vm_object::create_paged(self, size));
    {
        lock_guard guard(self->lock_);
        self->object_ = object.get();
    }
    TRY(self->watch());
    self->send_init();
    return object;
}

void memory_object_pager::destroy(memory_object_pager *pager) {
    if (pager->control_) ipc_kobject_clear(std::move(pager->control_));
    pagers.destroy(pager);
}

result<> memory_object_pager::watch() {
    ipc_right_transit notify = ipc_right_transit::make_send_once(*control_);
    ipc_port *right = notify.leak();
    ipc_request *request = ipc_request_create(right, MACH_PORT_NULL, false);
    if (request) {
        lock_guard guard(port_.port().lock);
        if (port_.port().active()) {
            port_.port().requests.push_back(*request);
            request_ = request;
            return {};
        }
    }
    if (request) release_twice(request);
    notify = ipc_right_transit::adopt(right, MACH_MSG_TYPE_PORT_SEND_ONCE);
    return error(request ? KERN_INVALID_ARGUMENT : KERN_RESOURCE_SHORTAGE);
}

/// A port that is alive still has the request in its list; a dead one works its list off by itself.
void memory_object_pager::unwatch() {
    ipc_request *request = std::exchange(request_, nullptr);
    if (!request) return;
    ipc_right_transit notify;  // released without the lock
    bool linked;
    {
        lock_guard guard(port_.port().lock);
        linked = port_.port().active();
        if (linked) {
            port_.port().requests.erase(port_.port().requests.iterator_to(*request));
            notify = ipc_right_transit::adopt(std::exchange(request->notify, nullptr),
                                              MACH_MSG_TYPE_PORT_SEND_ONCE);
        }
    }
    if (linked)
        release_twice(request);
    else
        ipc_request_release(request);
}

ref<vm_object> memory_object_pager::object() {
    lock_guard guard(lock_);
    return object_ && object_->try_acquire() ? ref<vm_object>::adopt(object_) : ref<vm_object>();
}

void memory_object_pager::object_gone() {
    {
        lock_guard guard(lock_);
        object_ = nullptr;
    }
    alive_.store(false, std::memory_order_relaxed);
    unwatch();
    if (ipc_kmsg *kmsg = kernel_message<memory_object_terminate_routine>::allocate())
        kernel_message<memory_object_terminate_routine>::send(kmsg, port_, {});
    if (control_) ipc_kobject_clear(std::move(control_));
}

void memory_object_pager::give_up() {
    alive_.store(false, std::memory_order_relaxed);
    ref<vm_object> failed = object();
    if (!failed) return;
    failed->fail_requests();
    if (vm_swap_space.owns(*failed)) vm_swap_space.lost();
}

void memory_object_pager::send_init() {
    using init = kernel_message<memory_object_init_routine>;
    ipc_kmsg *kmsg = init::allocate();
    if (!kmsg) return give_up();
    init::send(kmsg, port_,
               {.control = kernel_port_descriptor(ipc_right_transit::make_send(*control_)),
                .page_size = MACH_PAGE_SIZE});
}

bool memory_object_pager::ask(const memory_object_demand &demand) {
    memory_object_pager &pager = *demand.object->pager();
    using request = kernel_message<memory_object_data_request_routine>;
    using unlock = kernel_message<memory_object_data_unlock_routine>;
    ipc_kmsg *kmsg = request::allocate();
    if (!kmsg) {
        withdraw(demand);
        return false;
    }
    const uint64_t offset = demand.index << MACH_PAGE_SHIFT;
    if (demand.unlock)
        unlock::send(kmsg, pager.port_, {offset, MACH_PAGE_SIZE, demand.access});
    else
        request::send(kmsg, pager.port_, {offset, MACH_PAGE_SIZE, demand.access});
    // The pager may have died before the request was noted: its notification found nothing to fail.
    if (!pager.alive()) demand.object->fail_requests();
    return true;
}

void memory_object_pager::lock_completed(uint64_t offset, uint64_t size) {
    using completed = kernel_message<memory_object_lock_completed_routine>;
    if (ipc_kmsg *kmsg = completed::allocate()) completed::send(kmsg, port_, {offset, size});
}
