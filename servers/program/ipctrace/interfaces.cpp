#include <ipctrace/interfaces.hpp>

#include <map>
#include <type_traits>

#include <mach/rpc.hpp>

namespace ipctrace {

namespace {

template <class T>
constexpr field_kind kind_of() {
    if constexpr (std::is_same_v<T, char>)
        return field_kind::text;
    else if constexpr (std::is_same_v<T, mach_msg_port_descriptor_t>)
        return field_kind::port;
    else if constexpr (std::is_same_v<T, mach_msg_ool_descriptor_t>)
        return field_kind::memory;
    else if constexpr (std::is_same_v<T, mach_msg_ool_ports_descriptor_t>)
        return field_kind::ports;
    else if constexpr (std::is_integral_v<T>)
        return std::is_signed_v<T> ? field_kind::negative : field_kind::number;
    else if constexpr (std::is_enum_v<T>)
        return field_kind::number;
    else
        return field_kind::bytes;
}

template <class T>
struct shape {
    using item = std::remove_all_extents_t<T>;
    static constexpr std::size_t count = sizeof(T) / sizeof(item);
    static constexpr bool tail = false;
};
template <class T, std::size_t Max>
struct shape<mach::rpc::tail<T, Max>> {
    using item = T;
    static constexpr std::size_t count = Max;
    static constexpr bool tail = true;
};

template <class T>
constexpr field describe(const char *name, std::size_t offset) {
    using item = typename shape<T>::item;
    return {.name = name,
            .offset = static_cast<uint16_t>(offset),
            .item = sizeof(item),
            .count = static_cast<uint16_t>(shape<T>::count),
            .kind = kind_of<item>(),
            .tail = shape<T>::tail};
}

template <class Body>
struct fields_of;
template <class... Interfaces>
struct interface_list {};

}  // namespace

}  // namespace ipctrace

// Includes the headers, which want to be at global scope, and then specialises the templates above.
#define MESSAGE_BODIES_HEADERS
#include <message_bodies.inc>
#undef MESSAGE_BODIES_HEADERS

namespace ipctrace {

namespace {

using table = std::map<int32_t, routine>;

template <class Body>
body body_of() {
    if constexpr (requires { fields_of<Body>::list; })
        return {fields_of<Body>::list, mach::rpc::prefix_size<Body> - sizeof(mach_msg_header_t)};
    else
        return {};
}

template <class Routine>
void add(table &all, const char *interface) {
    routine entry{interface, Routine::name, body_of<typename Routine::request>(), {}};
    if constexpr (!std::is_void_v<typename Routine::reply>)
        entry.reply = body_of<typename Routine::reply>();
    all.emplace(Routine::id, entry);
}

#include <message_bodies.inc>

template <class... Routines>
struct adder {
    static void add_to(table &all, const char *interface) { (add<Routines>(all, interface), ...); }
};

template <class... Interfaces>
table make_table(interface_list<Interfaces...>) {
    table all;
    (Interfaces::template apply<adder>::add_to(all, Interfaces::name), ...);
    add_others(all);
    return all;
}

const table all = make_table(all_interfaces{});

}  // namespace

const routine *find_routine(int32_t id) {
    const auto found = all.find(id);
    return found == all.end() ? nullptr : &found->second;
}

}  // namespace ipctrace
