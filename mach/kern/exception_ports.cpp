#include <kern/exception_ports.hpp>

exception_action exception_action_copy(const exception_action &action) {
    return {action.port.copy_send(), action.behavior, action.flavor};
}
