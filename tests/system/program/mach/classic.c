// Names that programs of other Machs use.
#include <mach/boolean.h>
#include <mach/error.h>
#include <mach/host_priv.h>
#include <mach/mach_error.h>
#include <mach/mach_host.h>
#include <mach/mach_interface.h>
#include <mach/mach_vm.h>
#include <mach/machine.h>
#include <mach/mig_errors.h>
#include <mach/policy.h>
#include <mach/processor.h>
#include <mach/processor_info.h>
#include <mach/task_special_ports.h>
#include <mach/thread_act.h>
#include <mach/thread_info.h>
#include <mach/thread_status.h>
#include <mach/thread_switch.h>
#include <mach/vm_inherit.h>
#include <mach/vm_prot.h>

#include "check.h"

enum { request_size = 256 };

static mach_port_name_t dead;
static int told;

kern_return_t do_mach_notify_dead_name(mach_port_t notify, mach_port_name_t name) {
    (void)notify;
    told += name == dead;
    return mach_port_deallocate(mach_task_self(), name);
}
kern_return_t do_mach_notify_no_senders(mach_port_t notify, mach_port_mscount_t count) {
    printf("no senders, made: %u\n", count);
    return mach_port_mod_refs(mach_task_self(), notify, MACH_PORT_RIGHT_RECEIVE, -1);
}
// Refused, so the right that came goes away again.
kern_return_t do_mach_notify_port_destroyed(mach_port_t notify, mach_port_t rights) {
    (void)notify;
    mach_port_type_t type = 0;
    mach_port_type(mach_task_self(), rights, &type);
    printf("destroyed: %d\n", type == MACH_PORT_TYPE_RECEIVE);
    return KERN_FAILURE;
}

static mach_port_t new_port(void) {
    mach_port_t port;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
    return port;
}

static void ask_for(mach_port_t port, mach_msg_id_t id, mach_port_t to) {
    mach_port_t previous;
    CHECK(mach_port_request_notification(mach_task_self(), port, id, 0, to,
                                         MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
}

static void notifications(void) {
    mach_port_t notify = new_port(), port = new_port();
    CHECK(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
    dead = port;
    ask_for(port, MACH_NOTIFY_DEAD_NAME, notify);
    CHECK(mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK(mach_msg_server_once(notify_server, request_size, notify, MACH_MSG_OPTION_NONE));
    printf("dead: %d\n", told);

    mach_port_t other = new_port();
    ask_for(other, MACH_NOTIFY_PORT_DESTROYED, notify);
    CHECK(mach_port_mod_refs(mach_task_self(), other, MACH_PORT_RIGHT_RECEIVE, -1));
    CHECK(mach_msg_server_once(notify_server, request_size, notify, MACH_MSG_OPTION_NONE));

    CHECK(mach_port_insert_right(mach_task_self(), notify, notify, MACH_MSG_TYPE_MAKE_SEND));
    ask_for(notify, MACH_NOTIFY_NO_SENDERS, notify);
    CHECK(mach_port_deallocate(mach_task_self(), notify));
    CHECK(mach_msg_server_once(notify_server, request_size, notify, MACH_MSG_OPTION_NONE));
    mach_port_type_t type;
    printf("its port: %s\n", mach_error_string(mach_port_type(mach_task_self(), notify, &type)));
}

static void messages(void) {
    struct {
        mach_msg_header_t header;
        NDR_record_t ndr;
        int number;
        mach_msg_max_trailer_t trailer;
    } m = {.ndr = NDR_record, .number = 42};
    const mach_port_t port = new_port();
    m.header.msgh_bits = MACH_MSGH_BITS_SET(MACH_MSG_TYPE_MAKE_SEND, MACH_MSGH_BITS_ZERO, 0, 0);
    m.header.msgh_size = sizeof m - sizeof m.trailer;
    m.header.msgh_remote_port = port;
    CHECK(mach_msg_send(&m.header));
    m.number = 0;
    m.header.msgh_local_port = port;
    m.header.msgh_size = sizeof m.header;
    printf("no room: %s\n", mach_error_string(mach_msg_receive(&m.header)));
    m.header.msgh_remote_port = port;
    m.header.msgh_local_port = MACH_PORT_NULL;
    m.header.msgh_bits = MACH_MSGH_BITS_SET_PORTS(MACH_MSG_TYPE_MAKE_SEND, 0, 0);
    m.header.msgh_size = sizeof m - sizeof m.trailer;
    m.number = 43;
    CHECK(mach_msg_send(&m.header));
    m.number = 0;
    m.header.msgh_local_port = port;
    m.header.msgh_size = sizeof m;
    CHECK(mach_msg_receive(&m.header));
    printf("number: %d, complex: %d\n", m.number, MACH_MSGH_BITS_IS_COMPLEX(m.header.msgh_bits));
}

static void memory(void) {
    vm_size_t page = 0;
    CHECK(host_page_size(mach_host_self(), &page));
    vm_address_t here = 0, there = 0;
    CHECK(vm_allocate(mach_task_self(), &here, page, VM_FLAGS_ANYWHERE | VM_MAKE_TAG(1)));
    *(int *)here = 7;
    vm_prot_t now, most;
    CHECK(vm_remap(mach_task_self(), &there, page, 0, VM_FLAGS_ANYWHERE, mach_task_self(), here, 0,
                   &now, &most, VM_INHERIT_NONE));
    *(int *)there += 1;
    CHECK(vm_behavior_set(mach_task_self(), here, page, VM_BEHAVIOR_SEQUENTIAL));
    vm_region_basic_info_data_64_t info;
    mach_msg_type_number_t count = VM_REGION_BASIC_INFO_COUNT_64;
    vm_size_t size = 0;
    vm_address_t at = there;
    CHECK(vm_region_64(mach_task_self(), &at, &size, VM_REGION_BASIC_INFO_64,
                       (vm_region_info_t)&info, &count, NULL));
    printf("shared: %d, page: %d, protection: %d of %d\n", *(int *)here,
           page == vm_kernel_page_size, info.protection, now);
    there = 0;
    const vm_size_t last = ~(vm_size_t)0 - page + 1;  // that is a number of pages
    printf("too large: %s, %s\n",
           mach_error_string(vm_allocate(mach_task_self(), &there, last, TRUE)),
           mach_error_string(vm_allocate(mach_task_self(), &there, last + 1, TRUE)));
    const vm_inherit_t inherit = VM_INHERIT_DEFAULT;
    printf("inherit: %u, no task: %d\n", inherit, TASK_NULL == MACH_PORT_NULL);
}

static void special_ports(void) {
    mach_port_t first = MACH_PORT_NULL, second = MACH_PORT_NULL, mine = new_port();
    CHECK(task_get_bootstrap_port(mach_task_self(), &first));
    CHECK(mach_port_insert_right(mach_task_self(), mine, mine, MACH_MSG_TYPE_MAKE_SEND));
    CHECK(task_set_bootstrap_port(mach_task_self(), mine));
    CHECK(task_get_bootstrap_port(mach_task_self(), &second));
    CHECK(task_set_bootstrap_port(mach_task_self(), first));
    printf("bootstrap: %d, no task: %s\n", second == mine,
           mach_error_string(task_suspend(TASK_NULL)));
    const uint32_t odd = 0xfffff001;
    printf("pages: %llx %llx\n", (unsigned long long)mach_vm_trunc_page(odd),
           (unsigned long long)mach_vm_round_page(odd));
    mach_vm_address_t at = 0;
    CHECK(mach_vm_allocate(mach_task_self(), &at, vm_page_size, VM_FLAGS_ANYWHERE));
    CHECK(mach_vm_inherit(mach_task_self(), at, vm_page_size, VM_INHERIT_DEFAULT));
}

int main(void) {
    special_ports();
    notifications();
    messages();
    memory();
    printf("%s %s %s %s %s\n", mach_error_type(KERN_NO_SPACE),
           mach_error_type(MACH_SEND_INVALID_DEST),
           mach_error_type(MACH_RCV_TIMED_OUT | MACH_MSG_VM_SPACE), mach_error_type(MIG_BAD_ID),
           mach_error_type(0x12345678));
}
