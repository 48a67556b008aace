#include <kern/user_copy.hpp>

#include <kern/thread.hpp>
#include <machine/copy_user.hpp>

namespace {

/// Why a copy failed: trap_kernel_page_fault has noted a page to wait for, or the address is bad.
result<> verdict(machine::copy_status status) {
    if (status == machine::copy_status::done) [[likely]]
        return {};
    return error(current_thread().page_wait.address != 0 ? KERN_PAGE_WAIT : KERN_INVALID_ADDRESS);
}

}  // namespace

result<> copy_in(void *to, user_address from, std::size_t size) {
    current_thread().page_wait.address = 0;
    return verdict(machine::copy_from_user(to, from, size));
}

result<> copy_in_word(uint32_t &to, user_address from) {
    current_thread().page_wait.address = 0;
    return verdict(machine::load_word(to, from));
}

result<> copy_out(user_address to, const void *from, std::size_t size) {
    current_thread().page_wait.address = 0;
    return verdict(machine::copy_to_user(to, from, size));
}
