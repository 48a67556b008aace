// What stands in /sys: what programs ask about processors and memory, and folders that are looked
// through for devices, which are not shown here.
#include <fs/procfs/node.hpp>

#include <array>
#include <utility>

#include <sys/stat.h>

#include <fs/procfs/system_source.hpp>

namespace procfs {

using vfs::outcome;

namespace {

constexpr uint32_t file = S_IFREG | 0444, folder = S_IFDIR | 0555;
constexpr table_entry end{nullptr, 0, nullptr, nullptr};
constexpr table_entry nothing[] = {end};

outcome<> processors(text_writer &out, int32_t) {
    const uint32_t count = read_system().processors;
    if (count > 1)
        out.print("0-%u\n", count - 1);
    else
        out.add("0\n");
    return {};
}

constexpr unsigned processors_max = 64;

/// "cpuN"
struct processor_name {
    char text[6] = "cpu";
    constexpr explicit processor_name(unsigned number) {
        char *at = text + 3;
        if (number >= 10) *at++ = static_cast<char>('0' + number / 10);
        *at = static_cast<char>('0' + number % 10);
    }
};
template <unsigned number>
constexpr processor_name name_of_processor{number};

template <unsigned number>
bool has_processor() {
    return number < read_system().processors;
}

/// A folder for each processor, and what is said of all.
template <unsigned... numbers>
constexpr auto make_processor_table(std::integer_sequence<unsigned, numbers...>) {
    return std::array{
        table_entry{"kernel_max", file, constant<"63\n">, nullptr},
        table_entry{"offline", file, constant<"\n">, nullptr},
        table_entry{"online", file, processors, nullptr},
        table_entry{"possible", file, processors, nullptr},
        table_entry{"present", file, processors, nullptr},
        table_entry{name_of_processor<numbers>.text, folder, nullptr, nothing,
                    has_processor<numbers>}...,
        end,
    };
}
constexpr auto processor_table =
    make_processor_table(std::make_integer_sequence<unsigned, processors_max>());

constexpr table_entry system_table[] = {
    {"cpu", folder, nullptr, processor_table.data()},
    end,
};
constexpr table_entry devices_table[] = {
    {"system", folder, nullptr, system_table},
    end,
};
constexpr table_entry class_table[] = {
    {"block", folder, nullptr, nothing},
    end,
};
constexpr table_entry dev_table[] = {
    {"block", folder, nullptr, nothing},
    {"char", folder, nullptr, nothing},
    end,
};
constexpr table_entry huge_page_table[] = {
    {"enabled", file, constant<"always madvise [never]\n">, nullptr},
    end,
};
constexpr table_entry mm_table[] = {
    {"transparent_hugepage", folder, nullptr, huge_page_table},
    end,
};
constexpr table_entry kernel_table[] = {
    {"mm", folder, nullptr, mm_table},
    end,
};
constexpr table_entry root_table[] = {
    {"block", folder, nullptr, nothing},       {"class", folder, nullptr, class_table},
    {"dev", folder, nullptr, dev_table},       {"devices", folder, nullptr, devices_table},
    {"kernel", folder, nullptr, kernel_table}, end,
};

}  // namespace

const table_entry system_folder{"", folder, nullptr, root_table};
const tree system_tree{.type = "sysfs", .magic = 0x62656572, .root = &system_folder};

}  // namespace procfs
