#include <program_file.hpp>

#include <cerrno>

#include <sys/stat.h>

#include <errno_of.hpp>
#include <fd_table.hpp>
#include <machine/elf.hpp>
#include <mach/mach_traps.h>
#include <mapping.hpp>
#include <path.hpp>

namespace posix {

namespace {

/// Opens for execution. \param path user_address or string_view.
template <class Path>
long open_file(int directory, Path path, mach_port_t &file) {
    mach::rpc::exchange<protocol::file_open> x;
    const kern_return_t kr =
        path_call(x, directory, path, [](protocol::file_open_request &request) {
            request.flags = protocol::file_open_execute;
            request.mode = 0;
            request.cookie = 0;
        });
    if (kr != KERN_SUCCESS) return errno_of(kr);
    file = x.reply().file.name;
    if (S_ISREG(x.reply().mode)) return 0;
    (void)mach_port_deallocate(mach_task_self(), file);
    return -EACCES;
}

bool map_segment(const program_segment &s, uint64_t bias, mach_port_t object) {
    const uint64_t place = s.address + bias, begin = place & ~(page_size - 1);
    const uint64_t file_end = place + s.file_size, end = page_round(place + s.memory_size);
    uint64_t zero_from = begin;
    if (s.file_size != 0) {
        uint64_t address = begin;
        zero_from = page_round(file_end);
        if (map_object(address, zero_from - begin, object, s.offset & ~(page_size - 1),
                       s.protection, VM_PROT_ALL, VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE,
                       false) != KERN_SUCCESS)
            return false;
        // What follows the segment in its last page is the file's, but the program's zeros. A
        // read-only segment keeps it, as on Linux.
        if (s.memory_size > s.file_size && (s.protection & VM_PROT_WRITE) != 0 &&
            !zero_user(file_end, zero_from - file_end))
            return false;
    }
    if (end <= zero_from) return true;
    return map_anonymous(zero_from, end - zero_from, s.protection,
                         VM_FLAGS_FIXED | VM_FLAGS_OVERWRITE) == KERN_SUCCESS;
}

}  // namespace

long program_file::map_object(mach_port_t file) {
    mach::rpc::exchange<protocol::io_map> x;
    x.request().protection = 0;
    if (const kern_return_t kr = x.call(file); kr != KERN_SUCCESS) {
        const long error = errno_of(kr);
        return error == -ENODEV || error == -EOPNOTSUPP ? -EACCES : error;
    }
    object_ = x.reply().object.name;
    size_ = x.reply().size;
    if (size_ == 0) return -ENOEXEC;
    address_ = protocol::posix_dynamic_begin;
    const kern_return_t kr =
        posix::map_object(address_, page_round(size_), object_, 0, VM_PROT_READ, VM_PROT_READ,
                          VM_FLAGS_ANYWHERE, false);
    if (kr == KERN_SUCCESS) return 0;
    address_ = 0;
    return -ENOMEM;
}

void program_file::find_path(mach_port_t file) {
    mach::rpc::exchange<protocol::io_path> x;
    path_size_ = 0;
    if (x.call(file) != KERN_SUCCESS || x.reply().variable.count > sizeof path_) return;
    path_size_ = x.reply().variable.count;
    memcpy(path_, x.reply().variable.items, path_size_);
}

long program_file::open(std::string_view path) {
    mach_port_t file;
    if (const long error = open_file(at_working_directory, path, file); error != 0) return error;
    const long error = map_object(file);
    if (error == 0) find_path(file);
    (void)mach_port_deallocate(mach_task_self(), file);
    return error;
}

long program_file::open(int directory, user_address path) {
    mach_port_t file;
    if (const long error = open_file(directory, path, file); error != 0) return error;
    const long error = map_object(file);
    if (error == 0) find_path(file);
    (void)mach_port_deallocate(mach_task_self(), file);
    return error;
}

long program_file::open_descriptor(int fd) {
    const descriptor file = descriptors.get(fd);
    if (file.port == MACH_PORT_NULL) return -EBADF;
    if (!S_ISREG(file.mode) || (file.mode & 0111) == 0) return -EACCES;
    const long error = map_object(file.port);
    if (error == 0) find_path(file.port);
    return error;
}

void program_file::close() {
    if (address_ != 0) (void)mach_vm_deallocate(mach_task_self(), address_, page_round(size_));
    if (object_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), object_);
    address_ = 0;
    object_ = MACH_PORT_NULL;
    path_size_ = 0;
}

bool program_file::read(uint64_t offset, void *to, std::size_t size) const {
    if (size > size_ || offset > size_ - size) return false;
    return posix_copy(to, reinterpret_cast<const void *>(address_ + offset), size) == 0;
}

long program_file::examine(program_layout &layout) const {
    Elf64_Ehdr header;
    Elf64_Phdr headers[program_header_max];
    if (!read(0, &header, sizeof header) || !valid_header(header, machine::elf_machine, size_))
        return -ENOEXEC;
    if (!read(header.e_phoff, headers, header.e_phnum * sizeof headers[0])) return -ENOEXEC;
    return read_layout(header, {headers, header.e_phnum}, size_, layout) ? 0 : -ENOEXEC;
}

bool program_file::map(const program_layout &layout, uint64_t bias) const {
    for (unsigned i = 0; i < layout.segment_count; ++i)
        if (!map_segment(layout.segments[i], bias, object_)) return false;
    return true;
}

}  // namespace posix
