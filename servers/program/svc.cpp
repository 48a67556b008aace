// svc: lists, starts, stops, restarts services, and shows their logs.

#include <cstdio>
#include <cstring>

#include <lib/bootstrap.hpp>
#include <mach/client.hpp>

namespace {

constexpr char help[] =
    "Usage: svc [COMMAND [SERVICE]...]\n"
    "List the system's services, or tell them what to do.\n\n"
    "  list                 every service, with its state (as without a command)\n"
    "  start SERVICE...     start it, and what it needs\n"
    "  stop SERVICE...      end it until it is started\n"
    "  restart SERVICE...   end it and start it\n"
    "  kill SERVICE...      end it as a crash would: its restart policy says what follows\n"
    "  log SERVICE          what it has written to the kernel's log\n"
    "  help                 show this text\n";

const char *name_of(protocol::service_state state) {
    static constexpr const char *names[] = {"stopped", "running", "ending", "waiting", "failed"};
    const auto index = static_cast<uint32_t>(state);
    return index < std::size(names) ? names[index] : "?";
}

int list() {
    std::printf("%-16s %-8s %6s %8s\n", "SERVICE", "STATE", "DEATHS", "UP");
    for (const auto &service : program::services())
        std::printf("%-16s %-8s %6u %7llus\n", service.name.c_str(), name_of(service.state),
                    service.deaths,
                    static_cast<unsigned long long>(service.uptime_ns / 1'000'000'000));
    return 0;
}

/// Prints the line when it is the service's, or bootstrap's about it.
void print_if_about(std::string_view name, std::string_view line) {
    std::string_view rest = line;
    constexpr std::string_view starter = "bootstrap: ";
    if (rest.starts_with('[')) {
        const auto end = rest.find("] ");
        if (end != rest.npos) rest.remove_prefix(end + 2);
    }
    if (rest.starts_with(starter) && name != "bootstrap") rest.remove_prefix(starter.size());
    if (rest.starts_with(name) && rest.substr(name.size()).starts_with(":"))
        std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
}

int log(std::string_view name) {
    uint64_t offset = 0;
    std::string text;
    for (;;) {
        char part[4000];
        mach_msg_type_number_t size = sizeof part;
        if (host_kernel_log(mach_host_self(), &offset, part, &size) != KERN_SUCCESS || size == 0)
            break;
        text.append(part, size);
        offset += size;
    }
    std::string_view rest = text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        print_if_about(name, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return 0;
}

int control(protocol::service_operation operation, const char *name) {
    mach::rpc::exchange<protocol::service_control> x;
    x.request().operation = operation;
    auto &text = x.request().variable;
    const size_t size = std::strlen(name);
    if (size > std::size(text.items)) {
        std::fprintf(stderr, "svc: %s: no such service\n", name);
        return 1;
    }
    std::memcpy(text.items, name, size);
    text.count = static_cast<uint32_t>(size);
    const kern_return_t kr = x.call(program::bootstrap());
    if (kr == KERN_SUCCESS) return 0;
    std::fprintf(stderr, "svc: %s: %s\n", name, program::error_text(kr));
    return 1;
}

int usage() {
    std::fputs("svc: try 'svc help'\n", stderr);
    return 2;
}

}  // namespace

int main(int argc, char **argv) {
    const std::string_view command = argc > 1 ? argv[1] : "list";
    if (command == "list") return argc > 2 ? usage() : list();
    if (command == "help" || command == "--help") return std::fputs(help, stdout) < 0;
    if (command == "log") return argc == 3 ? log(argv[2]) : usage();
    static constexpr std::pair<std::string_view, protocol::service_operation> operations[] = {
        {"start", protocol::service_operation::start},
        {"stop", protocol::service_operation::stop},
        {"restart", protocol::service_operation::restart},
        {"kill", protocol::service_operation::kill}};
    for (const auto &[name, operation] : operations) {
        if (name != command) continue;
        if (argc < 3) return usage();
        int status = 0;
        for (int i = 2; i < argc; ++i) status |= control(operation, argv[i]);
        return status;
    }
    return usage();
}
