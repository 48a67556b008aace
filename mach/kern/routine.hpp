/// \file
/// What kernel routines (serve overloads) have in common.
#pragma once

#include <cstring>

#include <ipc/ipc_kobject.hpp>

/// The object that a routine is called on; the routine's result is KERN_TERMINATED when it has gone
/// meanwhile.
template <class T, class Call>
ref<T> target_of(Call &call) {
    return ipc_kobject_get<T>(call.port);
}

/// The object behind a send right in a request, or null.
template <class T>
ref<T> object_of(const ipc_right_transit &right) {
    return right ? ipc_kobject_get<T>(right.port()) : ref<T>();
}

/// Answers an information request with a structure of whole 32-bit words.
template <class Reply, class Info>
kern_return_t answer_info(Reply &reply, const Info &info) {
    static_assert(sizeof info % sizeof(uint32_t) == 0 &&
                  sizeof info <= sizeof reply.variable.items);
    reply.variable.count = sizeof info / sizeof(uint32_t);
    std::memcpy(reply.variable.items, &info, sizeof info);
    return KERN_SUCCESS;
}

/// Takes a name from a request: cut to fit, printable characters only, ended by a zero.
template <std::size_t Size, class Text>
void take_name(char (&to)[Size], const Text &text) {
    std::size_t length = 0;
    for (; length < text.count && length < Size - 1 && text.items[length] != '\0'; ++length)
        to[length] =
            text.items[length] >= ' ' && text.items[length] < 0x7f ? text.items[length] : '?';
    std::memset(to + length, 0, Size - length);
}
