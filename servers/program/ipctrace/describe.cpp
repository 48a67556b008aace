#include <ipctrace/describe.hpp>

#include <algorithm>
#include <cinttypes>
#include <cstdio>
#include <cstring>
#include <string_view>

#include <lib/decimal.hpp>
#include <mach/kern_return.h>
#include <protocol/error.hpp>

namespace ipctrace {

namespace {

constexpr std::size_t shown_bytes = 32, shown_items = 8;

/// The part of a message that the record holds, from the end of the header on.
std::span<const uint8_t> data_of(const record &r) {
    const std::size_t size = std::max<std::size_t>(r.size, sizeof(mach_msg_header_t));
    return std::span(r.data).first(std::min(size - sizeof(mach_msg_header_t), std::size(r.data)));
}

std::string format(const char *form, auto... values) {
    char text[64];
    std::snprintf(text, sizeof text, form, values...);
    return text;
}

std::string quoted(std::span<const uint8_t> bytes, std::size_t whole) {
    std::string text = "\"";
    for (const uint8_t c : bytes.first(std::min(bytes.size(), shown_bytes))) {
        if (c == '\n')
            text += "\\n";
        else if (c == '"' || c == '\\')
            text += {'\\', static_cast<char>(c)};
        else if (c >= ' ' && c < 0x7f)
            text += static_cast<char>(c);
        else
            text += format("\\x%02x", unsigned{c});
    }
    text += '"';
    return whole > std::min(bytes.size(), shown_bytes) ? text + format("...%zu", whole) : text;
}

std::string number(std::span<const uint8_t> bytes, bool is_signed) {
    uint64_t value = 0;
    std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
    if (is_signed && bytes.size() < sizeof value && (bytes.back() & 0x80) != 0)
        value |= ~uint64_t{0} << 8 * bytes.size();
    if (is_signed) return format("%" PRId64, static_cast<int64_t>(value));
    return value < 65536 ? format("%" PRIu64, value) : format("0x%" PRIx64, value);
}

const char *right_kind(uint8_t disposition) {
    switch (disposition) {
    case MACH_MSG_TYPE_PORT_RECEIVE: return "<receive right>";
    case MACH_MSG_TYPE_PORT_SEND_ONCE: return "<send-once right>";
    case MACH_MSG_TYPE_PORT_SEND: return "<send right>";
    default: return "<no right>";
    }
}

std::string descriptor(const field &f, std::span<const uint8_t> bytes) {
    if (f.kind == field_kind::port) {
        mach_msg_port_descriptor_t port;
        std::memcpy(&port, bytes.data(), sizeof port);
        return right_kind(port.disposition);
    }
    mach_msg_ool_descriptor_t memory;
    std::memcpy(&memory, bytes.data(), sizeof memory);
    return f.kind == field_kind::memory ? format("<%u bytes>", memory.size)
                                        : format("<%u rights>", memory.size);
}

std::string items(const field &f, std::span<const uint8_t> bytes, std::size_t count) {
    if (f.kind == field_kind::text) {
        auto text = bytes.first(std::min(bytes.size(), count));
        if (!f.tail)
            count = std::string_view(reinterpret_cast<const char *>(text.data()), text.size())
                        .find('\0');
        return quoted(text.first(std::min(text.size(), count)), std::min(count, text.size() + 1));
    }
    if (f.kind == field_kind::bytes) return format("{%zu bytes}", count * f.item);
    if (count == 1 && !f.tail) return number(bytes.first(f.item), f.kind == field_kind::negative);
    std::string text = "[";
    const std::size_t there = std::min({count, bytes.size() / f.item, shown_items});
    for (std::size_t i = 0; i < there; ++i)
        text += (i == 0 ? "" : ", ") +
                number(bytes.subspan(i * f.item, f.item), f.kind == field_kind::negative);
    return text + (there < count ? format("...%zu]", count) : "]");
}

std::string value(const field &f, std::span<const uint8_t> bytes) {
    if (f.kind == field_kind::port || f.kind == field_kind::memory || f.kind == field_kind::ports)
        return bytes.size() < f.item ? "..." : descriptor(f, bytes);
    std::size_t count = f.count;
    if (f.tail) {
        uint32_t sent;
        if (bytes.size() < sizeof sent) return "...";
        std::memcpy(&sent, bytes.data(), sizeof sent);
        bytes = bytes.subspan(sizeof sent);
        count = std::min<std::size_t>(sent, f.count);
    } else if (bytes.size() < f.item) {
        return "...";
    }
    return items(f, bytes, count);
}

std::string members(const body &b, const record &r) {
    std::string text;
    const auto data = data_of(r);
    for (const field &f : b.fields) {
        const std::size_t at = std::size_t{b.begin} + f.offset;
        if (std::strcmp(f.name, "result") == 0 || std::strcmp(f.name, "cookie") == 0) continue;
        if (!text.empty()) text += ", ";
        if (std::strcmp(f.name, "variable") != 0) text += std::string(f.name) + "=";
        text += at >= data.size() ? "..." : value(f, data.subspan(at));
    }
    return text;
}

bool is_complex(const record &r) { return (r.bits & MACH_MSGH_BITS_COMPLEX) != 0; }

/// Only header and result: what a failed request gets.
bool is_bare(const record &r) {
    return !is_complex(r) && r.size <= sizeof(mach_msg_header_t) + sizeof(kern_return_t);
}

kern_return_t result_of(const exchange &e) {
    kern_return_t result = KERN_SUCCESS;
    const routine *what = find_routine(e.request.id);
    const auto data = data_of(e.reply);
    std::size_t at = 0;
    if (what != nullptr && !is_bare(e.reply))
        for (const field &f : what->reply.fields)
            if (std::strcmp(f.name, "result") == 0) at = std::size_t{what->reply.begin} + f.offset;
    if (at + sizeof result <= data.size()) std::memcpy(&result, data.data() + at, sizeof result);
    return result;
}

const char *object_name(unsigned type) {
    static constexpr const char *names[] = {"?",
                                            "task",
                                            "thread",
                                            "host",
                                            "host_priv",
                                            "device_master",
                                            "dma",
                                            "memory_object",
                                            "memory_object_control",
                                            "clock",
                                            "processor",
                                            "semaphore",
                                            "memory_object_proxy",
                                            "exception_reply"};
    return type < std::size(names) ? names[type] : "?";
}

}  // namespace

std::string task_name(const record &r) {
    if (r.task == 0) return "kernel";
    const std::string name(r.name, strnlen(r.name, sizeof r.name));
    return r.pid != 0 ? name + "[" + program::decimal(r.pid) + "]" : name;
}

std::string server_name(const exchange &e) {
    if (e.request.object != 0) return std::string("kernel:") + object_name(e.request.object);
    if (e.received()) return task_name(e.receiver);
    return e.replied() ? task_name(e.reply) : "?";
}

std::string routine_name(const exchange &e) {
    const routine *what = find_routine(e.request.id);
    return what == nullptr ? "message " + program::decimal(e.request.id)
                           : std::string(what->interface) + "." + what->name;
}

std::string arguments(const exchange &e) {
    const routine *what = find_routine(e.request.id);
    return what == nullptr ? format("%u bytes", e.request.size) : members(what->request, e.request);
}

std::string results(const exchange &e) {
    const routine *what = find_routine(e.request.id);
    if (!e.replied() || what == nullptr || is_bare(e.reply) || failed(e)) return "";
    return members(what->reply, e.reply);
}

std::string outcome(const exchange &e) {
    if (!e.replied()) return "";
    const kern_return_t result = result_of(e);
    if (protocol::is_unix_error(result)) return std::strerror(protocol::unix_error_number(result));
    switch (result) {
    case KERN_SUCCESS: return "ok";
    case KERN_INVALID_ADDRESS: return "KERN_INVALID_ADDRESS";
    case KERN_PROTECTION_FAILURE: return "KERN_PROTECTION_FAILURE";
    case KERN_NO_SPACE: return "KERN_NO_SPACE";
    case KERN_INVALID_ARGUMENT: return "KERN_INVALID_ARGUMENT";
    case KERN_FAILURE: return "KERN_FAILURE";
    case KERN_RESOURCE_SHORTAGE: return "KERN_RESOURCE_SHORTAGE";
    case KERN_INVALID_NAME: return "KERN_INVALID_NAME";
    case KERN_INVALID_RIGHT: return "KERN_INVALID_RIGHT";
    case KERN_NOT_SUPPORTED: return "KERN_NOT_SUPPORTED";
    case MIG_BAD_ID: return "MIG_BAD_ID";
    case MIG_BAD_ARGUMENTS: return "MIG_BAD_ARGUMENTS";
    default: return format("error 0x%x", static_cast<unsigned>(result));
    }
}

bool failed(const exchange &e) { return e.replied() && result_of(e) != KERN_SUCCESS; }

}  // namespace ipctrace
