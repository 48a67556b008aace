// A thread touches what is not there; another one puts it there.
#include <pthread.h>
#include <stdint.h>

#include <mach/mach.h>
#include <mach/mach_exc.h>
#include <mach/mig_errors.h>

#include "check.h"

static const vm_address_t place = 0x123450000000;

kern_return_t catch_mach_exception_raise(mach_port_t exception_port, mach_port_t thread,
                                         mach_port_t task, exception_type_t exception,
                                         mach_exception_data_t code,
                                         mach_msg_type_number_t code_count) {
    (void)exception_port;
    printf("%s: %s at %#llx, %u codes, this task: %d\n",
           exception == EXC_BAD_ACCESS ? "bad access" : "another", mach_error_string((int)code[0]),
           (unsigned long long)code[1], code_count, task == mach_task_self());
    vm_address_t page = place;
    CHECK(vm_allocate(mach_task_self(), &page, MACH_PAGE_SIZE, VM_FLAGS_FIXED));
    CHECK(mach_port_deallocate(mach_task_self(), thread));
    CHECK(mach_port_deallocate(mach_task_self(), task));
    return KERN_SUCCESS;
}

static void *handle(void *port) {
    CHECK(mach_msg_server_once(mach_exc_server, 1024, *(mach_port_t *)port, MACH_MSG_OPTION_NONE));
    return NULL;
}

int main(void) {
    mach_port_t port;
    pthread_t thread;
    CHECK(mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
    CHECK(mach_port_insert_right(mach_task_self(), port, port, MACH_MSG_TYPE_MAKE_SEND));
    CHECK(thread_set_exception_ports(mach_thread_self(), EXC_MASK_BAD_ACCESS, port,
                                     EXCEPTION_DEFAULT, 0));
    pthread_create(&thread, NULL, handle, &port);
    *(volatile int *)(place + 16) = 77;
    pthread_join(thread, NULL);
    printf("went on: %d\n", *(volatile int *)(place + 16));
    return 0;
}
