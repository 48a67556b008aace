// hostile [SEED [ROUNDS [MESSAGES]]]: a process without privileges that sends to every port it
// holds, and to every service it can find, messages that fit no declaration, each of which must be
// answered by an error; and then, ROUNDS times, requests of the right form with contents of any
// kind, while its parent sees that the system still serves others.

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <csignal>
#include <fcntl.h>
#include <mqueue.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <mach/mach.h>

#include "hostile_shapes.hpp"

namespace {

constexpr unsigned ordinary_user = 1000;
constexpr mach_msg_timeout_t answer_ms = 60'000;  // for an error, which needs nothing but its turn
constexpr std::size_t message_max = 16384;
constexpr std::size_t area_size = 65536;

class random_numbers {
public:
    explicit random_numbers(uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
    uint64_t next() {
        state_ ^= state_ << 13;
        state_ ^= state_ >> 7;
        return state_ ^= state_ << 17;
    }
    uint32_t below(uint64_t limit) { return static_cast<uint32_t>(next() % limit); }
    /// A number of a kind that checks are wrong about.
    uint64_t edge() {
        static constexpr uint64_t edges[] = {0,
                                             1,
                                             2,
                                             3,
                                             7,
                                             255,
                                             4095,
                                             4096,
                                             4097,
                                             65536,
                                             0x7fffffff,
                                             0x80000000,
                                             0xffffffff,
                                             0xfffffffe,
                                             0x100000000,
                                             0x7fffffffffffffff,
                                             0x8000000000000000,
                                             ~uint64_t{0},
                                             ~uint64_t{0} - 4095};
        return below(4) == 0 ? next() : edges[below(std::size(edges))];
    }

private:
    uint64_t state_;
};

struct message {
    alignas(8) unsigned char bytes[message_max];
    mach_msg_header_t &header() { return *reinterpret_cast<mach_msg_header_t *>(bytes); }
    uint32_t &word(std::size_t at) { return *reinterpret_cast<uint32_t *>(bytes + at); }
};
message out, in;
alignas(4096) unsigned char area[area_size];
mach_port_t reply_port;
uint64_t sent = 0, answers = 0;

/// The ports that belong to servers, as far as a process can tell: send rights whose port answers
/// an unknown id.
std::vector<mach_port_name_t> targets;

void prepare(mach_port_name_t port, mach_msg_id_t id, std::size_t size, bool complex, bool answer) {
    out.header() = {
        .msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_COPY_SEND,
                                    answer ? uint32_t{MACH_MSG_TYPE_MAKE_SEND_ONCE} : 0u) |
                     (complex ? MACH_MSGH_BITS_COMPLEX : 0),
        .msgh_size = static_cast<mach_msg_size_t>(size),
        .msgh_remote_port = port,
        .msgh_local_port = answer ? reply_port : MACH_PORT_NULL,
        .msgh_reserved = 0,
        .msgh_id = id};
}

mach_msg_return_t send() {
    ++sent;
    return mach_msg(&out.header(), MACH_SEND_MSG | MACH_SEND_TIMEOUT, out.header().msgh_size, 0,
                    MACH_PORT_NULL, 1000, MACH_PORT_NULL);
}

mach_msg_return_t receive(mach_msg_timeout_t ms) {
    const mach_msg_return_t result = mach_msg(&in.header(), MACH_RCV_MSG | MACH_RCV_TIMEOUT, 0,
                                              sizeof in.bytes, reply_port, ms, MACH_PORT_NULL);
    if (result != MACH_MSG_SUCCESS) return result;
    ++answers;
    return result;
}

/// Sends what was prepared; false when no error comes back.
bool refused(const char *how, const char *what, mach_port_name_t port) {
    if (const mach_msg_return_t result = send(); result != MACH_MSG_SUCCESS) {
        std::printf("%s %s to port %#x: cannot be sent: %#x\n", how, what, port, result);
        return false;
    }
    const mach_msg_return_t result = receive(answer_ms);
    if (result != MACH_MSG_SUCCESS) {
        std::printf("%s %s to port %#x: no answer: %#x\n", how, what, port, result);
        return false;
    }
    const bool error = (in.header().msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0 &&
                       in.header().msgh_size >= 28 && in.word(24) != 0;
    if (!error)
        std::printf("%s %s to port %#x: accepted (id %d, %u bytes)\n", how, what, port,
                    in.header().msgh_id, in.header().msgh_size);
    mach_msg_destroy(&in.header());
    return error;
}

void find_targets() {
    static constexpr const char *services[] = {"process", "file",    "console", "pci",      "block",
                                               "packet",  "network", "greeter", "bootstrap"};
    for (const char *name : services) (void)server::lookup_now(name);
    mach_port_name_array_t names = nullptr;
    mach_port_type_array_t types = nullptr;
    mach_msg_type_number_t count = 0, type_count = 0;
    if (mach_port_names(mach_task_self(), &names, &count, &types, &type_count) != KERN_SUCCESS)
        return;
    for (unsigned i = 0; i < count; ++i)
        if ((types[i] & MACH_PORT_TYPE_SEND) != 0 && (types[i] & MACH_PORT_TYPE_RECEIVE) == 0)
            targets.push_back(names[i]);
}

/// Messages of no declared form.
bool malformed() {
    bool all = true;
    for (const mach_port_name_t port : targets) {
        std::memset(out.bytes, 0, sizeof out.bytes);
        for (const mach_msg_id_t id : {1, 99999, -1, 0x7fffffff}) {
            prepare(port, id, sizeof(mach_msg_header_t), false, true);
            all &= refused("unknown id", "", port);
        }
        for (const shape &each : shapes) {
            const bool complex = each.descriptor_count != 0;
            prepare(port, each.id, each.most + 4, false, true);
            all &= refused("too long", each.name, port);
            if (each.least > sizeof(mach_msg_header_t) && !complex) {
                prepare(port, each.id, each.least - 4, false, true);
                all &= refused("too short", each.name, port);
            }
            if (complex) {
                prepare(port, each.id, each.least, false, true);
                all &= refused("without descriptors", each.name, port);
                prepare(port, each.id, each.least, true, true);
                out.word(sizeof(mach_msg_header_t)) = 0;
                all &= refused("without a descriptor", each.name, port);
            } else {
                prepare(port, each.id, each.least + 4, true, true);
                out.word(sizeof(mach_msg_header_t)) = 0;
                all &= refused("complex", each.name, port);
            }
            if (each.variable != 0 && !complex) {
                prepare(port, each.id, each.least, false, true);
                out.word(each.variable) = 0xfffffff0;
                all &= refused("with a wrong count", each.name, port);
                out.word(each.variable) = 0;
            }
        }
    }
    return all;
}

/// Descriptors of the kinds that a routine asks for.
void describe(const shape &form, random_numbers &random) {
    out.word(sizeof(mach_msg_header_t)) = form.descriptor_count;
    unsigned char *at = out.bytes + sizeof(mach_msg_header_t) + sizeof(mach_msg_body_t);
    const mach_port_t some = targets[random.below(targets.size())];
    for (unsigned i = 0; i < form.descriptor_count; ++i) {
        using enum mach::rpc::descriptor_kind;
        switch (form.descriptors[i]) {
        case send_once: {
            const auto port = mach::rpc::port_descriptor(
                random.below(4) != 0 ? reply_port : MACH_PORT_NULL, MACH_MSG_TYPE_MAKE_SEND_ONCE);
            std::memcpy(at, &port, sizeof port);
            at += sizeof port;
            break;
        }
        case ool: {
            const auto pages = mach::rpc::ool_descriptor(area + random.below(4096),
                                                         random.below(area_size - 4096));
            std::memcpy(at, &pages, sizeof pages);
            at += sizeof pages;
            break;
        }
        case ool_ports: {
            mach_msg_ool_ports_descriptor_t none{};
            none.disposition = MACH_MSG_TYPE_COPY_SEND;
            none.type = MACH_MSG_OOL_PORTS_DESCRIPTOR;
            std::memcpy(at, &none, sizeof none);
            at += sizeof none;
            break;
        }
        default: {
            const auto port = mach::rpc::port_descriptor(
                random.below(4) != 0 ? some : MACH_PORT_NULL, MACH_MSG_TYPE_COPY_SEND);
            std::memcpy(at, &port, sizeof port);
            at += sizeof port;
        }
        }
    }
}

/// A request of the right form.
void well_formed(random_numbers &random) {
    const shape &form = shapes[random.below(shapes.size())];
    std::size_t size = form.least;
    for (std::size_t at = sizeof(mach_msg_header_t); at + 4 <= form.most; at += 4)
        out.word(at) = static_cast<uint32_t>(random.edge());
    const bool complex = form.descriptor_count != 0;
    prepare(targets[random.below(targets.size())], form.id, size, complex,
            form.answered && random.below(8) != 0);
    if (complex) describe(form, random);
    if (form.variable != 0) {
        const std::size_t most = (form.most - form.least) / form.item;
        const uint32_t count =
            random.below(4) == 0 ? random.below(most + 1) : random.below(most < 40 ? most + 1 : 40);
        out.word(form.variable) = count;
        static constexpr char path[] = "/tmp/../proc/self/fd/0\0/dev/null//.";
        if (form.item == 1)
            for (uint32_t i = 0; i < count; ++i)
                out.bytes[form.variable + 4 + i] = static_cast<unsigned char>(
                    random.below(16) == 0 ? random.below(256) : path[i % (sizeof path - 1)]);
        size = (form.variable + 4 + count * form.item + 3) & ~std::size_t{3};
        out.header().msgh_size = static_cast<mach_msg_size_t>(size);
    }
    if (send() != MACH_MSG_SUCCESS) mach_msg_destroy(&out.header());
    while (receive(0) == MACH_MSG_SUCCESS) mach_msg_destroy(&in.header());
}

/// What one process does before it is replaced: it may well have ended itself.
[[noreturn]] void attack(uint64_t seed, unsigned messages) {
    random_numbers random(seed);
    (void)setsid();
    int ends[2], pair[2];
    (void)!pipe(ends);
    (void)socketpair(AF_UNIX, SOCK_STREAM, 0, pair);
    (void)open("/", O_RDONLY);
    (void)open("/tmp/hostile", O_RDWR | O_CREAT, 0600);
    (void)open("/dev/null", O_RDWR);
    (void)mq_open("/hostile", O_RDWR | O_CREAT, 0600, nullptr);
    if (setgid(ordinary_user) != 0 || setuid(ordinary_user) != 0) _exit(3);
    for (auto &byte : area) byte = static_cast<unsigned char>(random.next());
    reply_port = mach_reply_port();
    find_targets();
    if (messages == 0) {
        std::printf("%zu ports, %zu routines\n", targets.size(), shapes.size());
        // Fewer would mean that it did not find the servers.
        const bool all = targets.size() >= 8 && malformed();
        std::fflush(stdout);
        _exit(all ? 0 : 2);
    }
    for (unsigned i = 0; i < messages; ++i) well_formed(random);
    _exit(0);
}

/// Does the system serve others as before?
bool alive() {
    int ends[2], status;
    char byte = 'x';
    if (pipe(ends) != 0) return false;
    const pid_t child = fork();
    if (child == 0) _exit(write(ends[1], &byte, 1) == 1 ? 0 : 1);
    const bool all = child > 0 && read(ends[0], &byte, 1) == 1 &&
                     waitpid(child, &status, 0) == child && status == 0;
    close(ends[0]), close(ends[1]);
    const int file = open("/tmp/alive", O_RDWR | O_CREAT | O_TRUNC, 0600);
    const bool kept = file >= 0 && write(file, "kept", 4) == 4 && lseek(file, 0, SEEK_SET) == 0 &&
                      read(file, &byte, 1) == 1 && byte == 'k';
    close(file);
    return all && kept;
}

pid_t attacker = 0;

/// The attacker's status. One that has stopped itself, or waits for ever, is killed.
int run(uint64_t seed, unsigned messages) {
    int status;
    attacker = fork();
    if (attacker < 0) return -1;
    if (attacker == 0) attack(seed, messages);
    alarm(messages == 0 ? 600 : 60);
    while (waitpid(attacker, &status, WUNTRACED) != attacker || WIFSTOPPED(status))
        kill(attacker, SIGKILL);
    alarm(0);
    return status;
}

}  // namespace

int main(int argc, char **argv) {
    const uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 0) : 1;
    const unsigned rounds =
        argc > 2 ? static_cast<unsigned>(std::strtoul(argv[2], nullptr, 0)) : 20;
    const unsigned round_messages =
        argc > 3 ? static_cast<unsigned>(std::strtoul(argv[3], nullptr, 0)) : 2000;
    learn_all();
    struct sigaction late{};
    late.sa_handler = [](int) {};  // ends the wait
    sigaction(SIGALRM, &late, nullptr);
    (void)std::setvbuf(stdout, nullptr, _IOLBF, 0);
    if (const int status = run(seed, 0); status != 0) {
        std::printf("malformed messages: status %#x\n", status);
        return 1;
    }
    for (unsigned i = 0; i < rounds; ++i) {
        if (run(seed + i, round_messages) == -1) {
            std::printf("round %u: no attack\n", i);
            return 1;
        }
        if (!alive()) {
            std::printf("seed %llu: the system does not serve others\n",
                        static_cast<unsigned long long>(seed + i));
            return 1;
        }
    }
    std::printf("served through %u rounds\n", rounds);
    return 0;
}
