#include <kern/exception_ports.hpp>

#include <kern/zone.hpp>

namespace {

constinit zone<exception_actions> tables("exception_actions");

}  // namespace

own_exception_actions::~own_exception_actions() {
    if (exception_actions *made = get()) tables.destroy(made);
}

exception_actions *own_exception_actions::make() {
    exception_actions *there = get();
    if (there) return there;
    exception_actions *fresh = tables.create();
    if (!fresh || actions_.compare_exchange_strong(there, fresh)) return fresh;
    tables.destroy(fresh);
    return there;
}

exception_action exception_action_copy(const exception_action &action) {
    return {action.port.copy_send(), action.behavior, action.flavor};
}
