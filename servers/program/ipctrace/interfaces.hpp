/// \file
/// The routines of all typed interfaces with the names of their arguments, from the declarations
/// themselves.
#pragma once

#include <cstdint>
#include <span>

namespace ipctrace {

enum class field_kind : uint8_t { number, negative, text, port, memory, ports, bytes };

/// A member of a request or reply.
struct field {
    const char *name;
    uint16_t offset;  ///< in the body
    uint16_t item;    ///< bytes of one item
    uint16_t count;   ///< of items; of a tail the most
    field_kind kind;
    bool tail;  ///< a count comes first, and only so many items were sent
};

struct body {
    std::span<const field> fields;
    uint16_t begin = 0;  ///< behind the message's header
};

struct routine {
    const char *interface, *name;
    body request, reply;
};

/// \return null when no interface has such a request.
const routine *find_routine(int32_t id);

}  // namespace ipctrace
