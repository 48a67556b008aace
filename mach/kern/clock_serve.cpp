// Kernel routines of clocks, <mach/interface/clock.hpp>, and their alarms.

#include <array>

#include <ipc/ipc_mqueue.hpp>
#include <kern/clock.hpp>
#include <kern/clock_object.hpp>
#include <kern/kernel_work.hpp>
#include <kern/late.hpp>
#include <kern/routine.hpp>
#include <kern/timer.hpp>
#include <kern/zone.hpp>
#include <mach/clock_types.h>
#include <mach/interface/clock.hpp>
#include <machine/timer.hpp>

namespace mi = mach::interface;

namespace {

constexpr int64_t second = 1'000'000'000;
/// Alarms pending at once, of all tasks together.
constexpr std::size_t max_alarms = 4096;

struct clock_ports {
    std::array<ref<ipc_port>, CALENDAR_CLOCK + 1> by_number;
};
constinit late<clock_ports> ports;

/// A message to come. The timer may not send it from where it fires, so that a piece of kernel work
/// does.
struct clock_alarm_entry {
    clock_alarm_entry(ipc_right_transit &&to, uint32_t kind)
        : right(std::move(to)), type(kind), work(deliver, this), due(fire) {}
    static void fire(timer &t) {
        boost::intrusive::get_parent_from_member(&t, &clock_alarm_entry::due)->work.submit();
    }
    static bool deliver(void *self);

    ipc_right_transit right;
    uint32_t type;
    kernel_work work;
    timer due;
};
constinit zone<clock_alarm_entry> alarms("alarm");

bool is_calendar(const ipc_port &port) { return &port == clock_port(CALENDAR_CLOCK); }

int64_t time_of(const ipc_port &clock) {
    return is_calendar(clock) ? clock_real_time() : static_cast<int64_t>(machine::now());
}

bool clock_alarm_entry::deliver(void *object) {
    auto *self = static_cast<clock_alarm_entry *>(object);
    if (!self->due.idle())
        return true;  // its timer has not quite ended firing, on another processor
    const auto now = static_cast<int64_t>(machine::now());
    using message = mach::rpc::wire<mi::clock_alarm_reply_request>;
    if (ipc_kmsg *kmsg = ipc_kmsg_allocate(sizeof(message) + sizeof(mach_msg_max_trailer_t))) {
        reinterpret_cast<message &>(kmsg->header) = {
            .header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_PORT_SEND_ONCE, 0u),
                       .msgh_size = sizeof(message),
                       .msgh_remote_port = MACH_PORT_NULL,
                       .msgh_local_port = MACH_PORT_NULL,
                       .msgh_reserved = 0,
                       .msgh_id = mi::clock_alarm_reply::id},
            .body = {KERN_SUCCESS, self->type, now / second, static_cast<int32_t>(now % second)}};
        kmsg->remote = self->right.leak();
        ipc_mqueue_post(kmsg);
    }
    alarms.destroy(self);
    return false;
}

}  // namespace

result<> clock_ports_initialise() {
    ports.construct();
    for (ref<ipc_port> &port : ports->by_number)
        port = TRY(ipc_kobject_create(kobject_type::clock, &port));
    return {};
}

ipc_port *clock_port(uint32_t clock) {
    return clock <= CALENDAR_CLOCK ? ports->by_number[clock].get() : nullptr;
}

kern_return_t serve(mi::clock_get_time, kobject_call<mi::clock_get_time> &call) {
    const int64_t now = time_of(call.port);
    call.reply.seconds = now / second;
    call.reply.nanoseconds = static_cast<int32_t>(now % second);
    return KERN_SUCCESS;
}

/// The one attribute is the resolution in nanoseconds.
kern_return_t serve(mi::clock_get_attributes, kobject_call<mi::clock_get_attributes> &call) {
    return call.request.flavor == CLOCK_GET_TIME_RES ? answer_info(call.reply, uint32_t{1})
                                                     : KERN_INVALID_ARGUMENT;
}

kern_return_t serve(mi::clock_alarm, kobject_call<mi::clock_alarm> &call) {
    const auto &wish = call.request;
    constexpr int64_t most = INT64_MAX / second - 1;
    if (wish.type > TIME_RELATIVE || wish.nanoseconds < 0 || wish.nanoseconds >= second ||
        wish.seconds < 0 || wish.seconds > most || !call.rights[0])
        return KERN_INVALID_ARGUMENT;
    if (alarms.in_use() >= max_alarms) return KERN_RESOURCE_SHORTAGE;
    const auto now = static_cast<int64_t>(machine::now());
    int64_t delay = wish.seconds * second + wish.nanoseconds;
    if (wish.type == TIME_ABSOLUTE) delay -= time_of(call.port);
    if (delay < 0) delay = 0;
    clock_alarm_entry *fresh = alarms.create(std::move(call.rights[0]), wish.type);
    if (!fresh) return KERN_RESOURCE_SHORTAGE;
    fresh->due.arm(delay < INT64_MAX - now ? static_cast<uint64_t>(now + delay) : INT64_MAX);
    return KERN_SUCCESS;
}
