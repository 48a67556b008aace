// A task without threads: its memory is written, read and shared; then it is ended.
#include <string.h>

#include <mach/mach.h>

#include "check.h"

int main(void) {
    task_t child;
    mach_port_t notice, previous;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &notice));
    CHECK(task_create(mach_task_self(), 0, &child));
    CHECK(task_set_name(child, "empty"));
    CHECK(mach_port_request_notification(mach_task_self(), child, MACH_NOTIFY_DEAD_NAME, 0, notice,
                                         MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous));
    vm_address_t there = 0;
    CHECK(vm_allocate(child, &there, MACH_PAGE_SIZE, VM_FLAGS_ANYWHERE));
    static char page[MACH_PAGE_SIZE] __attribute__((aligned(MACH_PAGE_SIZE))) =
        "written from outside";
    CHECK(vm_write(child, there, (vm_offset_t)page, MACH_PAGE_SIZE));
    vm_offset_t copy;
    mach_msg_type_number_t size;
    CHECK(vm_read(child, there, MACH_PAGE_SIZE, &copy, &size));
    printf("%u bytes: %s\n", size, (const char *)copy);
    CHECK(vm_deallocate(mach_task_self(), copy, size));
    vm_address_t here = 0;
    vm_prot_t current, most;
    CHECK(mach_vm_remap(mach_task_self(), &here, MACH_PAGE_SIZE, 0, VM_FLAGS_ANYWHERE, child, there,
                        0, &current, &most, VM_INHERIT_NONE));
    strcpy((char *)here, "shared");
    vm_size_t got;
    CHECK(vm_read_overwrite(child, there, 16, (vm_address_t)page, &got));
    printf("%s, protection %d of %d\n", page, current, most);
    thread_array_t threads;
    mach_msg_type_number_t count;
    CHECK(task_threads(child, &threads, &count));
    task_basic_info_data_t info;
    mach_msg_type_number_t words = TASK_BASIC_INFO_COUNT;
    CHECK(task_info(child, TASK_BASIC_INFO, (task_info_t)&info, &words));
    printf("threads: %u, suspended: %d, own time: %d, size: %llu\n", count, info.suspend_count,
           info.user_time.seconds, (unsigned long long)info.virtual_size);
    thread_basic_info_data_t self;
    words = THREAD_BASIC_INFO_COUNT;
    CHECK(thread_info(mach_thread_self(), THREAD_BASIC_INFO, (thread_info_t)&self, &words));
    printf("the thread runs: %d, times in range: %d\n", self.run_state == TH_STATE_RUNNING,
           self.user_time.seconds < 60 && self.user_time.microseconds < 1000000);
    CHECK(task_terminate(child));
    mach_dead_name_notification_t m;
    CHECK(mach_msg(&m.not_header, MACH_RCV_MSG, 0, sizeof m, notice, 0, MACH_PORT_NULL));
    printf("ended: %d, asked again: %s, what it shared: %s\n", m.not_port == child,
           mach_error_string(task_suspend(child)), (const char *)here);
    return 0;
}
