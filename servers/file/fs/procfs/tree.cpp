#include <fs/procfs/node.hpp>

#include <sys/stat.h>

namespace procfs {

namespace {

constexpr uint32_t file = S_IFREG | 0444, secret = S_IFREG | 0400, link = S_IFLNK | 0777,
                   folder = S_IFDIR | 0555, private_folder = S_IFDIR | 0500;
constexpr table_entry end{nullptr, 0, nullptr, nullptr};

/// Its entries are numbered.
constexpr table_entry descriptor_table[] = {end};

constexpr table_entry thread_table[] = {
    {"stat", file, process_stat, nullptr},
    {"statm", file, process_statm, nullptr},
    {"status", file, process_status, nullptr},
    {"comm", file, process_comm, nullptr},
    {"cmdline", file, process_cmdline, nullptr},
    {"maps", file, process_maps, nullptr},
    end,
};

/// "task" holds one folder, of the process itself, until the process server tells its threads.
constexpr table_entry process_table[] = {
    {"stat", file, process_stat, nullptr},
    {"statm", file, process_statm, nullptr},
    {"status", file, process_status, nullptr},
    {"comm", file, process_comm, nullptr},
    {"cmdline", file, process_cmdline, nullptr},
    {"environ", secret, process_environ, nullptr},
    {"maps", file, process_maps, nullptr},
    {"smaps", file, process_smaps, nullptr},
    {"smaps_rollup", file, process_smaps_rollup, nullptr},
    {"limits", file, process_limits, nullptr},
    {"io", secret, process_io, nullptr},
    {"mounts", file, mounts, nullptr},
    {"mountinfo", file, mountinfo, nullptr},
    {"oom_score", file, constant<"0\n">, nullptr},
    {"oom_score_adj", file, constant<"0\n">, nullptr},
    {"exe", link, process_exe, nullptr},
    {"cwd", link, process_cwd, nullptr},
    {"root", link, process_root, nullptr},
    {"fd", private_folder, process_descriptors, descriptor_table},
    {"task", folder, nullptr, thread_table},
    end,
};

constexpr table_entry random_table[] = {
    {"boot_id", file, random_uuid, nullptr},
    {"entropy_avail", file, constant<"256\n">, nullptr},
    {"poolsize", file, constant<"256\n">, nullptr},
    {"uuid", file, random_uuid, nullptr},
    end,
};
constexpr table_entry kernel_table[] = {
    {"hostname", file, hostname, nullptr},
    {"domainname", file, domainname, nullptr},
    {"ostype", file, constant<"Linux\n">, nullptr},
    {"osrelease", file, osrelease, nullptr},
    {"pid_max", file, constant<"32768\n">, nullptr},
    {"threads-max", file, constant<"32768\n">, nullptr},
    {"ngroups_max", file, constant<"1048576\n">, nullptr},
    {"cap_last_cap", file, constant<"40\n">, nullptr},
    {"random", folder, nullptr, random_table},
    end,
};
constexpr table_entry vm_table[] = {
    {"overcommit_memory", file, constant<"0\n">, nullptr},
    {"max_map_count", file, constant<"65530\n">, nullptr},
    {"swappiness", file, constant<"60\n">, nullptr},
    end,
};
/// As mqueue::limits has them.
constexpr table_entry mqueue_table[] = {
    {"msg_default", file, constant<"10\n">, nullptr},
    {"msg_max", file, constant<"10\n">, nullptr},
    {"msgsize_default", file, constant<"8192\n">, nullptr},
    {"msgsize_max", file, constant<"8192\n">, nullptr},
    {"queues_max", file, constant<"256\n">, nullptr},
    end,
};
constexpr table_entry fs_table[] = {
    {"mqueue", folder, nullptr, mqueue_table},
    {"pipe-max-size", file, constant<"65536\n">, nullptr},
    {"nr_open", file, constant<"8192\n">, nullptr},
    {"file-max", file, constant<"1048576\n">, nullptr},
    end,
};
constexpr table_entry sockets_table[] = {
    {"somaxconn", file, constant<"4096\n">, nullptr},
    end,
};
constexpr table_entry net_table[] = {
    {"core", folder, nullptr, sockets_table},
    end,
};
constexpr table_entry sys_table[] = {
    {"fs", folder, nullptr, fs_table},
    {"kernel", folder, nullptr, kernel_table},
    {"net", folder, nullptr, net_table},
    {"vm", folder, nullptr, vm_table},
    end,
};
constexpr table_entry libposix_table[] = {
    {"unimplemented", file, unimplemented, nullptr},
    end,
};

constexpr table_entry network_table[] = {
    {"dev", file, network<"dev">, nullptr},   {"if_inet6", file, network<"if_inet6">, nullptr},
    {"pnp", file, network<"pnp">, nullptr},   {"route", file, network<"route">, nullptr},
    {"snmp", file, network<"snmp">, nullptr}, {"tcp", file, network<"tcp">, nullptr},
    {"tcp6", file, network<"tcp6">, nullptr}, {"udp", file, network<"udp">, nullptr},
    {"udp6", file, network<"udp6">, nullptr}, end,
};

constexpr table_entry sysv_table[] = {
    {"msg", file, sysv_messages, nullptr},
    {"sem", file, sysv_semaphores, nullptr},
    {"shm", file, sysv_shared_memory, nullptr},
    end,
};

constexpr table_entry root_table[] = {
    {"cpuinfo", file, cpuinfo, nullptr},
    {"filesystems", file, filesystems, nullptr},
    {"libposix", folder, nullptr, libposix_table},
    {"loadavg", file, loadavg, nullptr},
    {"meminfo", file, meminfo, nullptr},
    {"mounts", link, constant<"self/mounts">, nullptr},
    {"net", folder, nullptr, network_table},
    {"self", link, self, nullptr},
    {"stat", file, stat, nullptr},
    {"swaps", file, swaps, nullptr},
    {"sys", folder, nullptr, sys_table},
    {"sysvipc", folder, nullptr, sysv_table},
    {"thread-self", link, thread_self, nullptr},
    {"uptime", file, uptime, nullptr},
    {"version", file, version, nullptr},
    {"vmstat", file, vmstat, nullptr},
    end,
};

}  // namespace

const table_entry process_folder{"", folder, nullptr, process_table};
const table_entry thread_folder{"", folder, nullptr, thread_table};
const table_entry descriptor_link{"", S_IFLNK | 0700, nullptr, nullptr};
const table_entry root_folder{"", folder, nullptr, root_table};
const tree process_tree{.type = "proc", .magic = 0x9fa0, .root = &root_folder};

}  // namespace procfs
