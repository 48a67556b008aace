// mapper FILE: a process without privileges that opens FILE, which root may write, for reading, and
// then goes to the file server and the kernel without its libposix, to change the file by a
// mapping.

#include <cerrno>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <mach/client.hpp>
#include <mach/mach.h>
#include <protocol/error.hpp>
#include <protocol/io.hpp>

namespace {

constexpr uid_t ordinary_user = 1000;
constexpr mach_vm_size_t page = MACH_PAGE_SIZE;
unsigned failures = 0;

void expect(const char *what, kern_return_t got, kern_return_t wanted) {
    if (got == wanted) return;
    ++failures;
    std::printf("%s: %#x, expected %#x\n", what, static_cast<unsigned>(got),
                static_cast<unsigned>(wanted));
}

struct answer {
    kern_return_t result;
    mach_port_t object;
    uint64_t size;
};
answer ask(mach_port_t file, vm_prot_t protection) {
    mach::rpc::exchange<protocol::io_map> x;
    x.request().protection = static_cast<uint32_t>(protection);
    const kern_return_t kr = x.call(file);
    if (kr != KERN_SUCCESS) return {kr, MACH_PORT_NULL, 0};
    return {kr, x.reply().object.name, x.reply().size};
}

/// Which of this task's rights the open file is: the one whose mapping is as long.
mach_port_t find(uint64_t size) {
    mach_port_name_array_t names = nullptr;
    mach_port_type_array_t types = nullptr;
    mach_msg_type_number_t count = 0, type_count = 0;
    if (mach_port_names(mach_task_self(), &names, &count, &types, &type_count) != KERN_SUCCESS)
        return MACH_PORT_NULL;
    for (unsigned i = 0; i < count; ++i) {
        if ((types[i] & MACH_PORT_TYPE_SEND) == 0 || (types[i] & MACH_PORT_TYPE_RECEIVE) != 0)
            continue;
        const answer got = ask(names[i], 0);
        if (got.object != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), got.object);
        if (got.result == KERN_SUCCESS && got.size == size) return names[i];
    }
    return MACH_PORT_NULL;
}

kern_return_t map(mach_port_t object, bool copy, vm_prot_t now, vm_prot_t most, char *&at) {
    mach_vm_address_t address = 0;
    const kern_return_t kr = mach_vm_map(mach_task_self(), &address, page, 0, VM_FLAGS_ANYWHERE,
                                         object, 0, copy, now, most, VM_INHERIT_NONE);
    at = reinterpret_cast<char *>(address);
    return kr;
}

void try_everything(mach_port_t object) {
    char *at = nullptr;
    expect("shared, writable", map(object, false, VM_PROT_DEFAULT, VM_PROT_ALL, at),
           KERN_PROTECTION_FAILURE);
    expect("shared, writable later", map(object, false, VM_PROT_READ, VM_PROT_ALL, at),
           KERN_PROTECTION_FAILURE);
    expect("truncated", memory_object_truncate(object, 0), KERN_INVALID_ARGUMENT);
    memory_object_size_t size = 0;
    expect("its size", memory_object_get_size(object, &size), KERN_INVALID_ARGUMENT);
    expect("shared, readable", map(object, false, VM_PROT_READ, VM_PROT_READ, at), KERN_SUCCESS);
    if (at == nullptr) return;
    const char first = at[0];
    const auto address = reinterpret_cast<mach_vm_address_t>(at);
    expect("made writable", mach_vm_protect(mach_task_self(), address, page, 0, VM_PROT_DEFAULT),
           KERN_PROTECTION_FAILURE);
    expect("written", mach_vm_write(mach_task_self(), address, address, page),
           KERN_PROTECTION_FAILURE);
    char *copied = nullptr;
    expect("a copy", map(object, true, VM_PROT_DEFAULT, VM_PROT_ALL, copied), KERN_SUCCESS);
    if (copied == nullptr) return;
    copied[0] = static_cast<char>(first + 1);
    expect("the file's byte", at[0], first);
}

}  // namespace

int main(int, char **arguments) {
    struct stat status{};
    if (setuid(ordinary_user) != 0 || open(arguments[1], O_RDWR) != -1) return 2;
    if (const int fd = open(arguments[1], O_RDONLY); fd < 0 || fstat(fd, &status) != 0) return 2;
    const mach_port_t file = find(static_cast<uint64_t>(status.st_size));
    if (file == MACH_PORT_NULL) return 3;
    expect("asked for writing", ask(file, VM_PROT_DEFAULT).result, protocol::unix_error(EACCES));
    for (const vm_prot_t protection : {VM_PROT_NONE, VM_PROT_READ}) {
        const answer got = ask(file, protection);
        expect("asked", got.result, KERN_SUCCESS);
        try_everything(got.object);
    }
    std::printf("%u failures\n", failures);
    return failures != 0;
}
