#include "service.hpp"

#include <algorithm>

#include <lib/clock.hpp>
#include <lib/service.hpp>
#include <mach/device.h>

#include "program.hpp"
#include "supervisor.hpp"

namespace {

/// Who dies before this is young, and after some such deaths waits before the next try.
constexpr uint64_t young_ns = 1'000'000'000;
constexpr unsigned young_deaths_free = 4;
constexpr uint64_t delay_first_ns = 10'000'000, delay_max_ns = 5'000'000'000;
constexpr uint64_t second_ns = 1'000'000'000;

uint64_t delay_after(unsigned young_deaths) {
    if (young_deaths <= young_deaths_free) return 0;
    const unsigned doublings = std::min(young_deaths - young_deaths_free - 1, 10u);
    return std::min(delay_first_ns << doublings, delay_max_ns);
}

}  // namespace

service::service(supervisor &owner, service_description description)
    : port_object(owner.loop()), supervisor_(owner), description_(std::move(description)) {}

bool service::start() {
    if (state_ == state::running) return true;
    if (state_ == state::ending) {
        sequel_ = sequel::again;
        return true;
    }
    for (const auto &name : description_.needs)
        if (service *needed = supervisor_.find(name); needed && needed != this && !needed->start())
            return false;
    young_deaths_ = 0;
    return launch();
}

bool service::launch() {
    state_ = state::failed;
    const auto image = supervisor_.program(description_.program);
    if (image.empty()) {
        server::log("%s: no program %s in the boot archive", description_.name.c_str(),
                    description_.program.c_str());
        return false;
    }
    std::vector<std::string> arguments{description_.name};
    arguments.insert(arguments.end(), description_.arguments.begin(), description_.arguments.end());
    for (const auto &option : description_.options)
        if (const auto value = supervisor_.option(option); !value.empty())
            arguments.emplace_back(value);
    const bool made = make_task();
    const auto started =
        made ? start_program(task_, image, arguments) : std::unexpected("no task or no rights");
    if (!started) {
        server::log("%s: %s", description_.name.c_str(), started.error().c_str());
        const mach_port_t task = std::exchange(task_, MACH_PORT_NULL);
        if (task == MACH_PORT_NULL) return false;
        (void)task_terminate(task);
        (void)mach_port_deallocate(mach_task_self(), task);
        return false;
    }
    state_ = state::running;
    started_ns_ = server::monotonic_ns();
    return true;
}

bool service::make_task() {
    const mach_port_t self = mach_task_self();
    if (task_create(self, 0, &task_) != KERN_SUCCESS) {
        task_ = MACH_PORT_NULL;
        return false;
    }
    (void)task_set_name(task_, description_.name.c_str());
    mach_port_t right = MACH_PORT_NULL, previous = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    kern_return_t kr =
        mach_port_extract_right(self, port(), MACH_MSG_TYPE_MAKE_SEND, &right, &kind);
    if (kr == KERN_SUCCESS) kr = task_set_special_port(task_, TASK_BOOTSTRAP_PORT, right);
    if (kr == KERN_SUCCESS)
        kr = mach_port_request_notification(self, task_, MACH_NOTIFY_DEAD_NAME, 0, port(),
                                            MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous);
    return kr == KERN_SUCCESS;
}

mach_port_t service::kept_memory() {
    constexpr mach_vm_size_t size = 64 << 10;
    uint64_t physical = 0;
    if (kept_memory_ == MACH_PORT_NULL)
        (void)device_dma_allocate(supervisor_.rights().by_name("device_master"), size, 0,
                                  &kept_memory_, &physical);
    return kept_memory_;
}

void service::alarm_in(uint64_t ns) {
    static mach_port_t clock = MACH_PORT_NULL;
    if (clock == MACH_PORT_NULL)
        (void)host_get_clock_service(mach_host_self(), SYSTEM_CLOCK, &clock);
    const mach_timespec_t time{.tv_sec = static_cast<int64_t>(ns / second_ns),
                               .tv_nsec = static_cast<int32_t>(ns % second_ns)};
    (void)clock_alarm(clock, TIME_RELATIVE, time, port());
}

void service::end(sequel then) {
    sequel_ = then;
    if (state_ == state::ending) return;
    state_ = state::ending;
    (void)task_terminate(task_);
}

void service::stop(answer &&asker) {
    if (description_.restart == restart_policy::machine) return asker.fail(KERN_PROTECTION_FAILURE);
    if (state_ != state::running && state_ != state::ending) {
        state_ = state::stopped;
        return asker.fail(KERN_SUCCESS);
    }
    askers_.push_back(std::move(asker));
    end(sequel::stay);
}

void service::restart(answer &&asker) {
    if (description_.restart == restart_policy::machine) return asker.fail(KERN_PROTECTION_FAILURE);
    if (state_ != state::running && state_ != state::ending)
        return asker.fail(start() ? KERN_SUCCESS : KERN_FAILURE);
    askers_.push_back(std::move(asker));
    end(sequel::again);
}

void service::kill(answer &&asker) {
    if (state_ != state::running && state_ != state::ending) return asker.fail(KERN_SUCCESS);
    askers_.push_back(std::move(asker));
    if (state_ == state::running) end(sequel::by_policy);
}

void service::begin_anew() {
    if (state_ == state::running) end(sequel::again);
}

void service::died() {
    const bool ending = state_ == state::ending;
    const sequel then = ending ? sequel_ : sequel::by_policy;
    (void)mach_port_deallocate(mach_task_self(), task_);
    task_ = MACH_PORT_NULL;
    state_ = state::stopped;
    supervisor_.gone(*this);
    if (!ending) {
        died_by_itself();
    } else if (then == sequel::by_policy && description_.restart == restart_policy::machine) {
        supervisor_.restart_machine(*this);
    } else if (then == sequel::again ||
               (then == sequel::by_policy && description_.restart == restart_policy::always)) {
        (void)launch();
    }
    if (ending)
        server::log("%s: ended by request%s", description_.name.c_str(),
                    state_ == state::running ? " and started again" : "");
    for (answer &asker : askers_) asker.fail(state_ == state::failed ? KERN_FAILURE : KERN_SUCCESS);
    askers_.clear();
}

void service::died_by_itself() {
    ++deaths_;
    const uint64_t lived_ns = server::monotonic_ns() - started_ns_;
    young_deaths_ = lived_ns < young_ns ? young_deaths_ + 1 : 0;
    if (description_.restart == restart_policy::machine) return supervisor_.restart_machine(*this);
    if (description_.restart == restart_policy::never) {
        server::log("%s: ended", description_.name.c_str());
        return;
    }
    const uint64_t delay_ns = delay_after(young_deaths_);
    if (delay_ns == 0) {
        server::log("%s: died, starting it again", description_.name.c_str());
        (void)launch();
        return;
    }
    server::log("%s: died, starting it again in %u ms", description_.name.c_str(),
                static_cast<unsigned>(delay_ns / 1'000'000));
    state_ = state::waiting;
    alarm_in(delay_ns);
}

void service::describe(protocol::service_query_reply &to) const {
    to.state = state_;
    to.task = 0;
    to.deaths = deaths_;
    to.uptime_ns = task_ == MACH_PORT_NULL ? 0 : server::monotonic_ns() - started_ns_;
    task_account_info_data_t info;
    mach_msg_type_number_t count = TASK_ACCOUNT_INFO_COUNT;
    if (task_ != MACH_PORT_NULL &&
        task_info(task_, TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info), &count) ==
            KERN_SUCCESS)
        to.task = info.id;
    auto &name = to.variable;
    name.count = static_cast<uint32_t>(description_.name.copy(name.items, std::size(name.items)));
}

void service::serve(mach::interface::mach_notify_dead_name,
                    mach::rpc::call<mach::interface::mach_notify_dead_name> call) {
    // The notification carries one more reference to the dead name.
    if (call.request.name != task_) return;
    (void)mach_port_deallocate(mach_task_self(), task_);
    died();
}

void service::serve(mach::interface::clock_alarm_reply,
                    mach::rpc::call<mach::interface::clock_alarm_reply>) {
    if (state_ == state::waiting) (void)launch();
}
