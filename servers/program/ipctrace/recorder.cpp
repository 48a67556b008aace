#include <ipctrace/recorder.hpp>

#include <unistd.h>

#include <mach/client.hpp>
#include <mach/interface/host_priv.hpp>

namespace ipctrace {

namespace {

constexpr uint32_t most = 4096, least = 256;

kern_return_t start(mach_port_t host, uint32_t records) {
    mach::rpc::exchange<mach::interface::host_trace_start> x;
    x.request().records = records;
    return x.call(host);
}

uint32_t task_id() {
    task_account_info_data_t info{};
    mach_msg_type_number_t words = TASK_ACCOUNT_INFO_COUNT;
    return task_info(mach_task_self(), TASK_ACCOUNT_INFO, reinterpret_cast<task_info_t>(&info),
                     &words) == KERN_SUCCESS
               ? info.id
               : 0;
}

}  // namespace

recorder::recorder(mach_port_t host_priv) : host_(host_priv), own_task_(task_id()) {
    uint32_t room = most;
    do started_ = start(host_, room);
    while (started_ == KERN_RESOURCE_SHORTAGE && (room /= 2) >= least);
}

recorder::~recorder() {
    if (started_ == KERN_SUCCESS) (void)start(host_, 0);
}

bool recorder::read() {
    mach::rpc::exchange<mach::interface::host_trace_read> x;
    if (x.call(host_) != KERN_SUCCESS) return false;
    const auto &reply = x.reply();
    lost_ += reply.lost;
    for (uint32_t i = 0; i < reply.variable.count; ++i)
        if (reply.variable.items[i].task != own_task_) records_.push_back(reply.variable.items[i]);
    return reply.variable.count == reply.variable.capacity;
}

}  // namespace ipctrace
