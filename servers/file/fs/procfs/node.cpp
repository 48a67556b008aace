#include <fs/procfs/node.hpp>

#include <cstdio>
#include <cstring>
#include <new>

#include <fs/procfs/process_source.hpp>
#include <vfs/clock.hpp>
#include <lib/directory_packer.hpp>
#include <protocol/process_service.hpp>

namespace procfs {

using vfs::fail;
using vfs::outcome;
using vfs::ref;
using vfs::vnode;

namespace {

/// Directory positions: "." and "..", then the table's entries, then processes by their number.
constexpr uint64_t first_child = 2, first_process = 256;

/// A number as a name has it: no sign, no leading zero. -1: none.
int32_t number_of(std::string_view name) {
    if (name.empty() || name.size() > 9 || (name[0] == '0' && name.size() > 1)) return -1;
    int32_t value = 0;
    for (char c : name) {
        if (c < '0' || c > '9') return -1;
        value = value * 10 + (c - '0');
    }
    return value;
}

struct number_text {
    explicit number_text(int32_t number) { std::snprintf(digits, sizeof digits, "%d", number); }
    char digits[12];
};

/// The text of one open: made when the file is opened, so that it does not change between two
/// reads.
class snapshot final : public vfs::io_object {
public:
    outcome<std::size_t> read(vfs::description &, uint64_t offset, char *to,
                              std::size_t count) override {
        const std::string_view text = text_.text();
        if (offset >= text.size()) return 0;
        count = std::min<std::size_t>(count, text.size() - offset);
        std::memcpy(to, text.data() + offset, count);
        return count;
    }

    outcome<std::size_t> write(vfs::description &, uint64_t, const char *, std::size_t) override {
        return fail(EIO);
    }

    text_writer text_;
};

/// "task", which holds a numbered folder for each thread and no other.
bool is_task_folder(const table_entry &entry) {
    return entry.children == thread_folder.children && &entry != &thread_folder;
}
/// "fd", which holds a numbered link for each open descriptor: a folder with a text, which lists
/// them.
bool is_descriptor_folder(const table_entry &entry) { return entry.children && entry.generate; }

/// The entry of a process's folder for which `is` holds.
const table_entry &child_that(bool (*is)(const table_entry &)) {
    const table_entry *child = process_folder.children;
    while (!is(*child)) ++child;
    return *child;
}

/// The first line of `text`, which goes on behind it.
std::string_view take_line(std::string_view &text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return line;
}

bool exists(const table_entry &entry) { return !entry.exists || entry.exists(); }

uint64_t inode_of(const table_entry &entry, int32_t pid, int32_t number = 0) {
    return static_cast<uint64_t>(pid) << 32 |
           ((reinterpret_cast<uintptr_t>(&entry) + static_cast<uint64_t>(number)) &
            uint64_t{0xffffffff});
}

}  // namespace

node::node(vfs::filesystem &fs, const table_entry &entry, int32_t pid, int32_t number)
    : vnode(fs), entry_(entry), pid_(pid) {
    inode = inode_of(entry, pid, &entry == &descriptor_link ? number : 0);
    mode = entry.mode;
    links = is_directory() ? 2 : 1;
    access_time = modification_time = change_time = vfs::now();
    std::snprintf(digits_, sizeof digits_, "%d", number);
}

outcome<ref<vnode>> node::create(vfs::filesystem &fs, const table_entry &entry, int32_t pid,
                                 int32_t number) {
    auto *made = new (std::nothrow) node(fs, entry, pid, number);
    if (!made) return fail(ENOMEM);
    ref<vnode> held = ref<node>::adopt(made);
    if (pid) {
        const auto record = query_process(pid);
        if (!record) return fail(record.error() == ESRCH ? ENOENT : record.error());
        made->uid = record->euid;
        made->gid = record->egid;
    }
    return held;
}

bool node::is_root() const { return &entry_ == &root_folder || &entry_ == &system_folder; }

outcome<ref<vnode>> node::lookup_number(std::string_view name) {
    const int32_t number = number_of(name);
    if (number < 0) return fail(ENOENT);
    if (is_descriptor_folder(entry_)) {
        text_writer list;
        TRY(entry_.generate(list, pid_));
        for (std::string_view rest = list.text(); !rest.empty();)
            if (number_of(take_line(rest)) == number)
                return create(fs(), descriptor_link, pid_, number);
        return fail(ENOENT);
    }
    if (number == 0) return fail(ENOENT);
    if (&entry_ == &root_folder) return create(fs(), process_folder, number, number);
    if (is_task_folder(entry_) && number == pid_) return create(fs(), thread_folder, pid_, pid_);
    return fail(ENOENT);
}

outcome<ref<vnode>> node::lookup(std::string_view name) {
    if (!is_directory()) return fail(ENOTDIR);
    if (!is_task_folder(entry_))
        for (const table_entry *child = entry_.children; child->name; ++child)
            if (name == child->name && exists(*child)) return create(fs(), *child, pid_);
    return lookup_number(name);
}

outcome<> node::list_children(uint64_t at, server::directory_packer &out) {
    uint64_t position = first_child;
    for (const table_entry *child = entry_.children; child->name; ++child, ++position)
        if (position >= at && exists(*child) &&
            !out.add(child->name, inode_of(*child, pid_), child->mode, position + 1))
            return {};
    if (&entry_ == &root_folder) return list_processes_from(at, out);
    return {};
}

outcome<> node::list_processes_from(uint64_t at, server::directory_packer &out) {
    int32_t after = at < first_process ? 0 : static_cast<int32_t>(at - first_process);
    for (;;) {
        int32_t pids[64];
        const auto count = list_processes(after, pids, std::size(pids));
        if (!count || *count == 0) return {};
        for (std::size_t i = 0; i < *count; ++i) {
            if (!out.add(number_text(pids[i]).digits, inode_of(process_folder, pids[i]), S_IFDIR,
                         first_process + static_cast<uint64_t>(pids[i])))
                return {};
            after = pids[i];
        }
    }
}

outcome<> node::list_descriptors(uint64_t at, server::directory_packer &out) {
    text_writer list;
    TRY(entry_.generate(list, pid_));
    for (std::string_view rest = list.text(); !rest.empty();) {
        const std::string_view line = take_line(rest);
        const auto number = static_cast<uint64_t>(number_of(line));
        if (first_child + number >= at &&
            !out.add(line, inode_of(descriptor_link, pid_, number_of(line)), S_IFLNK,
                     first_child + number + 1))
            return {};
    }
    return {};
}

outcome<> node::read_directory(uint64_t at, server::directory_packer &out) {
    if (at == 0 && !out.add(".", inode, mode, 1)) return {};
    if (at <= 1 && !out.add("..", inode, S_IFDIR, 2)) return {};
    if (is_task_folder(entry_)) {
        if (at <= first_child)
            (void)out.add(number_text(pid_).digits, inode_of(thread_folder, pid_), S_IFDIR,
                          first_child + 1);
        return {};
    }
    return is_descriptor_folder(entry_) ? list_descriptors(at, out) : list_children(at, out);
}

namespace {

/// The folder in the static tree that holds `wanted`; null if none does.
const table_entry *folder_of(const table_entry &folder, const table_entry &wanted) {
    for (const table_entry *child = folder.children; child->name; ++child) {
        if (child == &wanted) return &folder;
        if (child->children)
            if (const table_entry *found = folder_of(*child, wanted)) return found;
    }
    return nullptr;
}

/// What is above an entry; the numbered folders are in no table.
const table_entry *above(const table_entry &entry) {
    if (&entry == &process_folder) return &root_folder;
    if (&entry == &thread_folder) return &child_that(is_task_folder);
    if (&entry == &descriptor_link) return &child_that(is_descriptor_folder);
    const table_entry *found = folder_of(root_folder, entry);
    if (!found) found = folder_of(system_folder, entry);
    if (!found) found = folder_of(process_folder, entry);
    return found && is_task_folder(*found) ? &thread_folder : found;
}

}  // namespace

ref<vnode> node::parent() {
    if (is_root()) return ref<vnode>::share(*this);
    const table_entry *folder = above(entry_);
    if (!folder || folder == &root_folder || folder == &system_folder) return fs().root();
    auto made = create(fs(), *folder, pid_, pid_);
    return made ? *made : nullptr;
}

vfs::name_in_directory node::name() {
    ref<vnode> above = parent();
    if (!above || is_root()) return {};
    const bool numbered = entry_.name[0] == 0;
    return {std::move(above), numbered ? std::string_view(digits_) : entry_.name};
}

outcome<std::string_view> node::read_link(char *buffer) {
    if (&entry_ == &descriptor_link) {
        const auto size = TRY(process_path(pid_, protocol::process_file_kind::descriptor,
                                           number_of(digits_), buffer, vfs::path_length_max));
        return std::string_view(buffer, size);
    }
    text_writer out;
    TRY(entry_.generate(out, pid_));
    const std::string_view text = out.text().substr(0, vfs::path_length_max);
    std::memcpy(buffer, text.data(), text.size());
    return std::string_view(buffer, text.size());
}

outcome<ref<vfs::io_object>> node::open(uint32_t) {
    auto *made = new (std::nothrow) snapshot;
    if (!made) return fail(ENOMEM);
    ref<vfs::io_object> held = ref<snapshot>::adopt(made);
    TRY(entry_.generate(made->text_, pid_));
    if (made->text_.failed()) return fail(ENOMEM);
    return held;
}

filesystem::filesystem(const tree &which) : tree_(which) {
    if (auto root = node::create(*this, *which.root, 0)) root_ = std::move(*root);
}

ref<vnode> filesystem::root() { return root_; }

}  // namespace procfs
