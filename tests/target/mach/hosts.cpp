// The host, its clocks, its processors and what the device master gives without touching a device.
// What reboots for good is tried by tests/system.

#include <cstring>

#include <lib/service.hpp>
#include <mach/interface/clock.hpp>
#include <mach/mach.h>

#include "mach_test.hpp"
#include "stress/actor.hpp"

namespace {

mach_test test("hosts");
task_t self() { return mach_task_self(); }
host_t host() { return mach_host_self(); }

host_cpu_load_info_data_t load_now() {
    host_cpu_load_info_data_t load{};
    mach_msg_type_number_t count = HOST_CPU_LOAD_INFO_COUNT;
    test.equal(
        host_statistics(host(), HOST_CPU_LOAD_INFO, reinterpret_cast<host_info_t>(&load), &count),
        KERN_SUCCESS);
    return load;
}

void information() {
    host_basic_info_data_t basic{};
    mach_msg_type_number_t count = HOST_BASIC_INFO_COUNT;
    test.equal(host_info(host(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&basic), &count),
               KERN_SUCCESS);
    test.equal(basic.page_size, MACH_PAGE_SIZE);
    test.check(basic.avail_cpus >= 1 && basic.avail_cpus <= basic.max_cpus, "processors");
    count = HOST_BASIC_INFO_COUNT;
    test.equal(host_info(host(), 99, reinterpret_cast<host_info_t>(&basic), &count),
               KERN_INVALID_ARGUMENT);
    host_vm_info_data_t memory{};
    count = HOST_VM_INFO_COUNT;
    test.equal(
        host_statistics(host(), HOST_VM_INFO, reinterpret_cast<host_info_t>(&memory), &count),
        KERN_SUCCESS);
    test.check(memory.free != 0 && memory.free < memory.total, "free memory");
    const host_cpu_load_info_data_t before = load_now();
    host_cpu_load_info_data_t load;
    do {  // a processor of this machine that did not run for a millisecond finds it slept already
        (void)clock_sleep_trap(SYSTEM_CLOCK, 0, 0, 1'000'000);
        load = load_now();
    } while (load.switches == before.switches);
    test.check(load.user_ns > before.user_ns, "processors have worked");
    char version[256];
    test.equal(host_kernel_version(host(), version), KERN_SUCCESS);
    test.check(std::strstr(version, "Portolan") != nullptr, "the kernel's name");
    uint64_t seeds[2] = {0, 0};
    test.equal(host_random_seed(host(), &seeds[0]), KERN_SUCCESS);
    test.equal(host_random_seed(host(), &seeds[1]), KERN_SUCCESS);
    test.check(seeds[0] != seeds[1], "seeds differ");
}

/// Makes a processor idle and end idling, again and again.
class sleeper final : public actor {
    void round() override { (void)clock_sleep_trap(SYSTEM_CLOCK, 0, 0, 20'000); }
};

sleeper sleepers[3];

void time_never_goes_back() {
    uint64_t seed = 0;
    for (sleeper &one : sleepers) {
        if (!test.check(one.start(++seed), "a thread")) return;
        one.begin();
    }
    host_cpu_load_info_data_t last = load_now();
    unsigned backwards = 0;
    for (unsigned i = 0; i < 5'000; ++i) {
        const host_cpu_load_info_data_t load = load_now();
        backwards += load.user_ns < last.user_ns || load.idle_ns < last.idle_ns;
        last = load;
    }
    test.equal(backwards, 0);
    for (sleeper &one : sleepers) {
        one.stop();
        test.check(one.join(), "the thread ends");
    }
}

/// Where the kernel is, for whoever has the control port; tests/system/address_layout.py compares
/// boots by the line in the log.
void boot_information() {
    char text[HOST_BOOT_INFO_SIZE];
    test.equal(host_get_boot_info(server::granted("host_priv"), text), KERN_SUCCESS);
    test.check(std::strncmp(text, "image=ffff", 10) == 0, "an address of the kernel");
    test.check(std::strstr(text, " command_line=") != nullptr, "a command line");
    test.report("boot info: %s\n", text);
    test.equal(host_get_boot_info(host(), text), MIG_BAD_ID);
}

void log_and_zones() {
    uint64_t offset = 0;
    char text[512];
    mach_msg_type_number_t size = sizeof text;
    test.equal(host_kernel_log(host(), &offset, text, &size), KERN_SUCCESS);
    test.check(size > 8 && size <= sizeof text && std::memcmp(text, "Portolan", 8) == 0,
               "the log begins with the kernel's name");
    offset = ~uint64_t{0} / 2;
    size = sizeof text;
    test.equal(host_kernel_log(host(), &offset, text, &size), KERN_SUCCESS);
    test.equal(size, 0);
    host_zone_record_t zones[8];
    mach_msg_type_number_t count = 8;
    test.equal(host_zone_info(host(), 0, zones, &count), KERN_SUCCESS);
    test.check(count == 8 && zones[0].size != 0 && zones[0].name[0] != '\0', "zones");
    count = 8;
    test.equal(host_zone_info(host(), 100000, zones, &count), KERN_SUCCESS);
    test.equal(count, 0);
}

void clocks() {
    clock_serv_t clock = MACH_PORT_NULL;
    test.equal(host_get_clock_service(host(), 99, &clock), KERN_INVALID_ARGUMENT);
    test.equal(host_get_clock_service(host(), SYSTEM_CLOCK, &clock), KERN_SUCCESS);
    mach_timespec_t now{}, calendar{};
    test.equal(clock_get_time(clock, &now), KERN_SUCCESS);
    test.equal(host_get_time(host(), &calendar), KERN_SUCCESS);
    test.check(calendar.tv_sec >= now.tv_sec, "the epoch is not after boot");
    int resolution[2] = {};
    mach_msg_type_number_t words = 2;
    test.equal(clock_get_attributes(clock, CLOCK_GET_TIME_RES, resolution, &words), KERN_SUCCESS);
    test.equal(words, 1);
    test.equal(resolution[0], 1);
    test.equal(clock_get_attributes(clock, 99, resolution, &words), KERN_INVALID_ARGUMENT);
    mach_port_t port = MACH_PORT_NULL;
    test.equal(mach_port_allocate(self(), MACH_PORT_RIGHT_RECEIVE, &port), KERN_SUCCESS);
    test.equal(clock_alarm(clock, TIME_RELATIVE, {0, 1000}, port), KERN_SUCCESS);
    struct {
        mach_msg_header_t header;
        char body[64];
        mach_msg_max_trailer_t trailer;
    } message{};
    test.equal(mach_msg(&message.header, MACH_RCV_MSG, 0, sizeof message, port, 0, MACH_PORT_NULL),
               MACH_MSG_SUCCESS);
    test.equal(message.header.msgh_id, mach::interface::clock_alarm_reply::id);
    test.check(clock_alarm(clock, 99, {0, 1000}, port) != KERN_SUCCESS, "a kind of time");
    memory_object_t page = MACH_PORT_NULL;
    test.equal(host_map_time(host(), &page), KERN_SUCCESS);
    test.check(page != MACH_PORT_NULL, "the time page");
}

void control() {
    const mach_port_t control = server::granted("host_priv");
    if (!test.check(control != MACH_PORT_NULL, "the control port")) return;
    mach_timespec_t time{}, later{};
    test.equal(host_get_time(host(), &time), KERN_SUCCESS);
    time.tv_sec += 1000;
    test.equal(host_set_time(control, time), KERN_SUCCESS);
    test.equal(host_get_time(host(), &later), KERN_SUCCESS);
    test.check(later.tv_sec >= time.tv_sec && later.tv_sec < time.tv_sec + 500, "the time set");
    test.check(host_set_time(host(), time) != KERN_SUCCESS, "the name port may not");
    test.equal(host_reboot(control, 99), KERN_INVALID_ARGUMENT);
    test.equal(host_reboot(host(), HOST_REBOOT_POWER_OFF), MIG_BAD_ID);
    int64_t old_delta = -1;
    test.equal(host_adjust_time(control, 1000, &old_delta), KERN_SUCCESS);
    task_array_t tasks = nullptr;
    mach_msg_type_number_t count = 0;
    test.equal(host_tasks(control, &tasks, &count), KERN_SUCCESS);
    bool own = false;
    for (mach_msg_type_number_t i = 0; i < count; ++i) own |= tasks[i] == self();
    test.check(own, "this task is among all");
    processor_array_t processors = nullptr;
    test.equal(host_processors(control, &processors, &count), KERN_SUCCESS);
    processor_basic_info_data_t info{};
    mach_msg_type_number_t words = PROCESSOR_BASIC_INFO_COUNT;
    const mach_port_t last = processors[count - 1];
    test.equal(processor_info(last, PROCESSOR_BASIC_INFO, reinterpret_cast<processor_info_t>(&info),
                              &words),
               KERN_SUCCESS);
    test.check(info.running != 0 && info.slot_num == count - 1, "the last processor runs");
    if (count > 1) {
        test.equal(processor_exit(last), KERN_SUCCESS);
        kern_return_t kr;  // it fails until the processor has come to a stop
        while ((kr = processor_start(last)) == KERN_FAILURE) (void)swtch_pri(0);
        test.equal(kr, KERN_SUCCESS);
        test.equal(processor_start(last), KERN_FAILURE);
    }
}

void devices() {
    const mach_port_t master = server::granted("device_master");
    if (!test.check(master != MACH_PORT_NULL, "the device master port")) return;
    memory_object_t object = MACH_PORT_NULL;
    uint64_t physical = 0;
    test.equal(device_dma_allocate(master, 8192, 0, &object, &physical), KERN_SUCCESS);
    test.check(physical != 0 && physical % MACH_PAGE_SIZE == 0, "whole pages");
    mach_vm_address_t address = 0;
    test.equal(
        mach_vm_map(self(), &address, 8192, 0, VM_FLAGS_ANYWHERE, object, 0, 0,
                    VM_PROT_READ | VM_PROT_WRITE, VM_PROT_READ | VM_PROT_WRITE, VM_INHERIT_NONE),
        KERN_SUCCESS);
    std::memset(reinterpret_cast<void *>(address), 0x5a, 8192);
    test.check(device_map(master, physical, MACH_PAGE_SIZE, &object) != KERN_SUCCESS,
               "memory is no device");
    uint64_t rsdp = 0, tree = 0;
    test.equal(device_firmware(master, &rsdp, &tree), KERN_SUCCESS);
    test.check(rsdp != 0 || tree != 0, "tables of the firmware");
    test.check(device_interrupt_acknowledge(master, 100000) != KERN_SUCCESS, "no such line");
    test.check(device_interrupt_unregister(master, 100000) != KERN_SUCCESS, "no such line");
}

}  // namespace

int main() {
    information();
    time_never_goes_back();
    boot_information();
    log_and_zones();
    clocks();
    control();
    devices();
    test.finish();
}
