#include "device_file.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/stat.h>

#include <lib/character_device.hpp>
#include <mach/audit.h>
#include <protocol/error.hpp>

namespace {

using protocol::unix_error;

using open_interface =
    mach::rpc::interface<"io", protocol::io_control, protocol::io_stat, protocol::io_flags>;

/// linux/rtc.h
constexpr uint32_t read_time = 0x80247009, set_time = 0x4024700a;
struct rtc_time {
    int32_t second, minute, hour, day, month, year, week_day, year_day, summer;
};
static_assert(sizeof(rtc_time) == 36);

bool is_root(const audit_token_t &who) {
    return (who.val[AUDIT_FLAGS] & AUDIT_FLAG_POSIX) != 0 && who.val[AUDIT_EUID] == 0;
}

bool to_calendar(int64_t seconds, rtc_time &out) {
    const time_t moment = seconds;
    tm broken{};
    if (gmtime_r(&moment, &broken) == nullptr) return false;
    out = {broken.tm_sec,  broken.tm_min,  broken.tm_hour,
           broken.tm_mday, broken.tm_mon,  broken.tm_year,
           broken.tm_wday, broken.tm_yday, 0};
    return true;
}

/// \return -1 when it is no date.
int64_t from_calendar(const rtc_time &in) {
    if (in.month < 0 || in.month > 11 || in.day < 1 || in.day > 31 || in.hour < 0 || in.hour > 23 ||
        in.minute < 0 || in.minute > 59 || in.second < 0 || in.second > 59 || in.year < 70 ||
        in.year > 1000)
        return -1;
    tm broken{};
    broken.tm_sec = in.second;
    broken.tm_min = in.minute;
    broken.tm_hour = in.hour;
    broken.tm_mday = in.day;
    broken.tm_mon = in.month;
    broken.tm_year = in.year;
    const time_t moment = timegm(&broken);
    return broken.tm_mday == in.day ? moment : -1;
}

}  // namespace

mach::rpc::disposition device_file::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    return mach::rpc::demux<open_interface>(*this, in, out);
}

kern_return_t device_file::serve(protocol::io_control, mach::rpc::call<protocol::io_control> call) {
    if (clock_ == nullptr) return unix_error(ENXIO);
    const auto &given = call.request.variable;
    auto &answer = call.reply.variable;
    rtc_time time{};
    call.reply.value = 0;
    answer.count = 0;
    switch (call.request.request) {
    case read_time: {
        const int64_t seconds = clock_->read();
        if (seconds == 0 || !to_calendar(seconds, time)) return unix_error(EINVAL);
        std::memcpy(answer.items, &time, sizeof time);
        answer.count = sizeof time;
        return KERN_SUCCESS;
    }
    case set_time: {
        if (!is_root(call.trailer.msgh_audit)) return unix_error(EACCES);
        if (given.count != sizeof time) return unix_error(EINVAL);
        std::memcpy(&time, given.items, sizeof time);
        const int64_t seconds = from_calendar(time);
        return seconds >= 0 && clock_->write(seconds) ? KERN_SUCCESS : unix_error(EINVAL);
    }
    default: return unix_error(ENOTTY);
    }
}

kern_return_t device_file::serve(protocol::io_stat, mach::rpc::call<protocol::io_stat> call) {
    constexpr uint64_t number = 254 << 8;
    call.reply.attributes = server::attributes_of({.device = device_,
                                                   .inode = inode_,
                                                   .permissions = 0600,
                                                   .uid = 0,
                                                   .gid = 0,
                                                   .number = number});
    return KERN_SUCCESS;
}

kern_return_t device_file::serve(protocol::io_flags, mach::rpc::call<protocol::io_flags> call) {
    call.reply.flags = flags_ = server::changed_flags(flags_, call.request);
    return KERN_SUCCESS;
}
