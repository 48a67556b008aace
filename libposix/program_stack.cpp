#include <program_stack.hpp>

#include <cerrno>

#include <elf.h>

#include <image.hpp>
#include <mach/mach_traps.h>
#include <machine/elf.hpp>
#include <machine/name.hpp>
#include <mapping.hpp>
#include <process.hpp>

namespace posix {

namespace {

/// Stacks end at one of these addresses, so that the new one can stand beside the old.
constexpr uint64_t top_of_stacks = protocol::posix_area_begin - 0x1000'0000;
constexpr uint64_t slot_size = 0x1000'0000;
constexpr unsigned slot_count = 8;
/// Room for all strings; more is E2BIG, as a quarter of an 8 MiB stack is on Linux.
constexpr uint64_t strings_max = 2u << 20;
constexpr uint64_t string_max = 128u << 10;
/// Most strings.
constexpr uint64_t count_max = strings_max / sizeof(uint64_t);
constexpr unsigned auxiliary_words = 2 * 22;
/// AT_RANDOM's bytes and AT_PLATFORM's string.
constexpr uint64_t extras_size = 32;

bool read_pointer(const string_vector &vector, uint64_t index, uint64_t &value) {
    const uint64_t at = vector.address + index * sizeof value;
    if (!vector.own) return get_user(value, at);
    value = *reinterpret_cast<const uint64_t *>(at);
    return true;
}

/// \return how many strings, or -EFAULT, -E2BIG.
long count_strings(const string_vector &vector) {
    if (vector.address == 0) return 0;
    for (uint64_t count = 0; count < count_max; ++count) {
        uint64_t pointer;
        if (!read_pointer(vector, count, pointer)) return -EFAULT;
        if (pointer == 0) return static_cast<long>(count);
    }
    return -E2BIG;
}

}  // namespace

program_stack::~program_stack() {
    if (begin_ != 0) (void)mach_vm_deallocate(mach_task_self(), begin_, end_ - begin_);
}

long program_stack::create(uint64_t size) {
    constexpr uint64_t size_min = 128u << 10, size_max = slot_size - 2 * strings_max;
    size = page_round(size < size_min ? size_min : size > size_max ? size_max : size) + strings_max;
    for (unsigned slot = 0; slot < slot_count; ++slot) {
        const uint64_t end = top_of_stacks - slot * slot_size;
        if (end == self.stack_end) continue;
        uint64_t begin = end - size;
        if (map_anonymous(begin, size, VM_PROT_DEFAULT, VM_FLAGS_FIXED) != KERN_SUCCESS) continue;
        begin_ = begin;
        end_ = end;
        return 0;
    }
    return -ENOMEM;
}

bool program_stack::add(std::string_view text) {
    if (text.size() >= end_ - at_) return false;
    memcpy(reinterpret_cast<void *>(at_), text.data(), text.size());
    at_ += text.size() + 1;
    return true;
}

void program_stack::point(uint64_t address) {
    *reinterpret_cast<uint64_t *>(vector_) = address;
    vector_ += sizeof address;
}

long program_stack::add(string_vector vector, unsigned skip) {
    for (uint64_t index = skip;; ++index) {
        uint64_t pointer = 0;
        if (vector.address != 0 && !read_pointer(vector, index, pointer)) return -EFAULT;
        if (pointer == 0) break;
        const uint64_t room = end_ - at_ < string_max ? end_ - at_ : string_max;
        const long length =
            vector.own ? posix_copy_string(reinterpret_cast<char *>(at_),
                                           reinterpret_cast<const char *>(pointer), room)
                       : copy_string_from_user(reinterpret_cast<char *>(at_), pointer, room);
        if (length < 0) return -EFAULT;
        if (static_cast<uint64_t>(length) >= room) return -E2BIG;
        point(at_);
        at_ += static_cast<uint64_t>(length) + 1;
    }
    point(0);
    return 0;
}

long program_stack::copy_strings(const argument_prefix &prefix, string_vector arguments,
                                 string_vector environment, std::string_view executable) {
    const long argument_count = count_strings(arguments),
               environment_count = count_strings(environment);
    if (argument_count < 0) return argument_count;
    if (environment_count < 0) return environment_count;
    const unsigned skip = prefix.count != 0 && argument_count != 0 ? 1 : 0;
    const uint64_t total = static_cast<uint64_t>(argument_count) - skip + prefix.count;

    // Strings fill the room above; below them the extras and the vectors. Most programs' few
    // strings go right to the top.
    const uint64_t words =
        1 + total + 1 + static_cast<uint64_t>(environment_count) + 1 + auxiliary_words;
    if (words * sizeof(uint64_t) >= strings_max / 2) return -E2BIG;
    for (uint64_t room = 8u << 10;; room = strings_max) {
        at_ = end_ - room;
        extras_ = at_ - extras_size;
        initial_ = vector_ = (extras_ - words * sizeof(uint64_t)) & ~uint64_t{15};
        point(total);
        arguments_begin_ = at_;
        long error = 0;
        for (unsigned i = 0; i < prefix.count && error == 0; ++i) {
            point(at_);
            if (!add(prefix.text[i])) error = -E2BIG;
        }
        if (error == 0) error = add(arguments, skip);
        environment_begin_ = at_;
        if (error == 0) error = add(environment, 0);
        environment_end_ = executable_ = at_;
        if (error == 0 && !add(executable)) error = -E2BIG;
        if (error != -E2BIG || room == strings_max) return error;
    }
}

uint64_t program_stack::finish(const auxiliary_values &values) {
    const uint64_t random = extras_, platform = extras_ + 16;
    memcpy(reinterpret_cast<void *>(random), values.random, sizeof values.random);
    memcpy(reinterpret_cast<void *>(platform), machine::name, sizeof machine::name);
    const struct {
        uint64_t type, value;
    } entries[] = {
        {AT_SYSINFO_EHDR, reinterpret_cast<uint64_t>(posix_vdso)},
        {AT_HWCAP, machine::hardware_capabilities()},
        {AT_PAGESZ, page_size},
        {AT_CLKTCK, 100},
        {AT_PHDR, values.headers},
        {AT_PHENT, sizeof(Elf64_Phdr)},
        {AT_PHNUM, values.header_count},
        {AT_BASE, values.base},
        {AT_FLAGS, 0},
        {AT_ENTRY, values.entry},
        {AT_UID, self.credentials.ruid},
        {AT_EUID, self.credentials.euid},
        {AT_GID, self.credentials.rgid},
        {AT_EGID, self.credentials.egid},
        {AT_SECURE, values.secure},
        {AT_RANDOM, random},
        {AT_HWCAP2, 0},
        {AT_EXECFN, executable_},
        {AT_PLATFORM, platform},
        {AT_MINSIGSTKSZ, machine::minimum_signal_stack},
        {AT_NULL, 0},
    };
    static_assert(2 * sizeof entries / sizeof entries[0] <= auxiliary_words);
    for (const auto &entry : entries) {
        point(entry.type);
        point(entry.value);
    }
    return initial_;
}

}  // namespace posix
