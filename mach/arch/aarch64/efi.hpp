/// \file
/// As much of the UEFI interface as the stub uses. UEFI Specification 2.10; chapter numbers below.
/// On ARM64 firmware calls have the ordinary calling convention.
#pragma once

#include <cstddef>
#include <cstdint>

namespace efi {

using status = uint64_t;
using handle = void *;
inline constexpr status success = 0, buffer_too_small = 1ull << 63 | 5;

struct guid {
    uint32_t a;
    uint16_t b, c;
    uint8_t d[8];
};
inline bool operator==(const guid &x, const guid &y) {
    const auto *left = reinterpret_cast<const uint8_t *>(&x);
    const auto *right = reinterpret_cast<const uint8_t *>(&y);
    for (std::size_t i = 0; i < sizeof x; i++)
        if (left[i] != right[i]) return false;
    return true;
}

struct table_header {
    uint64_t signature;
    uint32_t revision, size, crc, reserved;
};

/// 7.2.3
struct memory_descriptor {
    uint32_t type;
    uint64_t physical, virtual_start, pages, attributes;
};
enum memory_kind : uint32_t {
    loader_code = 1,
    loader_data = 2,
    boot_services_code = 3,
    boot_services_data = 4,
    conventional = 7,
};
inline constexpr uint64_t memory_write_back = 8;
enum allocate_kind : uint32_t { allocate_any = 0 };

/// 12.4
struct text_output {
    void *reset;
    status (*output)(text_output *, const char16_t *);
};

/// 7; members before and between those used are only there for their place.
struct boot_services {
    table_header header;
    void *task_priority[2];
    status (*allocate_pages)(allocate_kind, memory_kind, std::size_t pages, uint64_t *address);
    status (*free_pages)(uint64_t address, std::size_t pages);
    status (*get_memory_map)(std::size_t *size, memory_descriptor *, std::size_t *key,
                             std::size_t *descriptor_size, uint32_t *version);
    void *pool[2];
    void *events[6];
    void *install_protocol[3];
    status (*handle_protocol)(handle, const guid *, void **interface);
    void *reserved;
    void *register_notify;
    void *locate_handle;
    status (*locate_device_path)(const guid *, void **path, handle *);
    void *install_configuration_table;
    void *load_image;
    void *start_image;
    status (*exit)(handle, status, std::size_t, char16_t *);
    void *unload_image;
    status (*exit_boot_services)(handle, std::size_t key);
    void *counter_timers[3], *controllers[2], *protocols[5];
    status (*locate_protocol)(const guid *, void *registration, void **interface);
};

/// 4.6
struct configuration_table {
    guid vendor;
    const void *table;
};

/// 4.3
struct system_table {
    table_header header;
    char16_t *firmware_vendor;
    uint32_t firmware_revision;
    handle console_in;
    void *in;
    handle console_out;
    text_output *out;
    handle console_error;
    text_output *error;
    void *runtime;
    boot_services *boot;
    std::size_t table_count;
    const configuration_table *tables;
};

/// 9.1
struct loaded_image {
    uint32_t revision;
    handle parent;
    system_table *system;
    handle device;
    void *path;
    void *reserved;
    uint32_t options_size;
    const char16_t *options;
    void *base;
    uint64_t size;
};

/// 13.2
struct load_file {
    status (*load)(load_file *, void *path, bool boot_policy, std::size_t *size, void *buffer);
};

/// 37.5
struct random_generator {
    status (*get_info)(random_generator *, std::size_t *, guid *);
    /// \param algorithm null: firmware's own choice.
    status (*get)(random_generator *, const guid *algorithm, std::size_t size, void *to);
};

inline constexpr guid loaded_image_guid{
    0x5b1b31a1, 0x9562, 0x11d2, {0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b}};
inline constexpr guid load_file2_guid{
    0x4006c0c1, 0xfcb3, 0x403e, {0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, 0xe0, 0x6d}};
inline constexpr guid random_guid{
    0x3152bca5, 0xeade, 0x433d, {0x86, 0x2e, 0xc0, 0x1c, 0xdc, 0x29, 0x1f, 0x44}};
inline constexpr guid device_tree_guid{
    0xb1b621d5, 0xf19c, 0x41a5, {0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0}};

/// The vendor media device path at which a boot loader offers the initrd (Linux's
/// LINUX_EFI_INITRD_MEDIA_GUID); 10.3.5.3.
struct [[gnu::packed]] initrd_path {
    uint8_t type = 4, subtype = 3;
    uint16_t length = 20;
    guid vendor{0x5568e427, 0x68fc, 0x4f3d, {0xac, 0x74, 0xca, 0x55, 0x52, 0x31, 0xcc, 0x68}};
    uint8_t end_type = 0x7f, end_subtype = 0xff;
    uint16_t end_length = 4;
};

}  // namespace efi
