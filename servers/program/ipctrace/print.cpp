#include <ipctrace/print.hpp>

#include <string>

#include <ipctrace/describe.hpp>
#include <lib/decimal.hpp>

namespace ipctrace {

namespace {

using number = unsigned long long;

/// From sending to receiving, from there to the reply, and back, in nanoseconds.
std::string times(const exchange &e) {
    const auto since = [](uint64_t end, uint64_t begin) {
        return end != 0 && begin != 0 ? program::decimal(static_cast<long long>(end - begin))
                                      : std::string("?");
    };
    if (!e.replied())
        return e.received() ? "<" + since(e.receiver.time_ns, e.request.time_ns) + " ns>" : "";
    const uint64_t end = e.answered_ns != 0 ? e.answered_ns : e.reply.time_ns;
    std::string text = "<" + since(end, e.request.time_ns) + " ns";
    if (e.received())
        text += ": " + since(e.receiver.time_ns, e.request.time_ns) + " + " +
                since(e.reply.time_ns, e.receiver.time_ns) + " + " + since(end, e.reply.time_ns);
    return text + ">";
}

std::string json(const std::string &text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c >= ' ' && c < 0x7f ? c : '?';
    }
    return out + '"';
}

}  // namespace

void print_text(std::FILE *to, const std::vector<exchange> &all, uint64_t lost) {
    for (const exchange &e : all) {
        std::fprintf(to, "%*s%s -> %s#%04llx %s(%s)", static_cast<int>(4 * e.depth), "",
                     task_name(e.request).c_str(), server_name(e).c_str(),
                     static_cast<number>(e.request.port & 0xffff), routine_name(e).c_str(),
                     arguments(e).c_str());
        if (e.replied()) {
            const std::string values = results(e);
            std::fprintf(to, " = %s%s%s%s", outcome(e).c_str(), values.empty() ? "" : " {",
                         values.c_str(), values.empty() ? "" : "}");
        } else if (e.request.reply_port != 0) {
            std::fputs(" = (no reply)", to);
        }
        std::fprintf(to, " %s\n", times(e).c_str());
    }
    if (lost != 0) std::fprintf(to, "(%llu records lost)\n", static_cast<number>(lost));
}

void print_json(std::FILE *to, const std::vector<exchange> &all, uint64_t lost) {
    std::fprintf(to, "{\"lost\":%llu,\"exchanges\":[", static_cast<number>(lost));
    const char *separator = "\n";
    for (const exchange &e : all) {
        std::fprintf(
            to,
            "%s{\"parent\":%d,\"from\":%s,\"thread\":%u,\"to\":%s,\"port\":\"%llx\","
            "\"name\":%s,\"arguments\":%s,\"outcome\":%s,\"results\":%s,\"failed\":%s,"
            "\"size\":%u,\"reply_size\":%u,"
            "\"sent\":%llu,\"received\":%llu,\"replied\":%llu,\"answered\":%llu}",
            separator, e.parent, json(task_name(e.request)).c_str(), e.request.thread,
            json(server_name(e)).c_str(), static_cast<number>(e.request.port),
            json(routine_name(e)).c_str(), json(arguments(e)).c_str(), json(outcome(e)).c_str(),
            json(results(e)).c_str(), failed(e) ? "true" : "false", e.request.size, e.reply.size,
            static_cast<number>(e.request.time_ns), static_cast<number>(e.receiver.time_ns),
            static_cast<number>(e.reply.time_ns), static_cast<number>(e.answered_ns));
        separator = ",\n";
    }
    std::fputs("\n]}\n", to);
}

}  // namespace ipctrace
