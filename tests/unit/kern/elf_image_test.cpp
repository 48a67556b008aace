#include <kern/elf_image.hpp>
#include <kern/initial_stack.hpp>

#include <cstring>
#include <vector>

#include <elf.h>

#include <CppUTest/TestHarness.h>

namespace {

constexpr uint16_t machine_code = EM_X86_64;

struct file_builder {
    std::vector<std::byte> bytes = std::vector<std::byte>(4096);
    Elf64_Ehdr header{};
    std::vector<Elf64_Phdr> segments;

    file_builder() {
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_EXEC;
        header.e_machine = machine_code;
        header.e_entry = 0x401000;
        header.e_phoff = sizeof header;
        header.e_phentsize = sizeof(Elf64_Phdr);
    }
    void add(uint64_t address, uint64_t offset, uint64_t file_size, uint64_t memory_size,
             uint32_t flags = PF_R) {
        Elf64_Phdr p{};
        p.p_type = PT_LOAD;
        p.p_flags = flags;
        p.p_offset = offset;
        p.p_vaddr = address;
        p.p_filesz = file_size;
        p.p_memsz = memory_size;
        segments.push_back(p);
    }
    auto parse() {
        header.e_phnum = static_cast<uint16_t>(segments.size());
        std::memcpy(bytes.data(), &header, sizeof header);
        std::memcpy(bytes.data() + sizeof header, segments.data(),
                    segments.size() * sizeof(Elf64_Phdr));
        return elf_image::parse(bytes, machine_code);
    }
};

}  // namespace

TEST_GROUP(elf_image) { file_builder file; };

TEST(elf_image, takes_a_static_program) {
    file.add(0x400000, 0, 0x800, 0x800, PF_R | PF_X);
    file.add(0x402000, 0x800, 0x100, 0x3000, PF_R | PF_W);
    const auto image = file.parse();
    CHECK_TRUE(image.has_value());
    LONGS_EQUAL(2, image->segments().size());
    UNSIGNED_LONGS_EQUAL(0x400000 + sizeof(Elf64_Ehdr), image->headers());
    LONGS_EQUAL(VM_PROT_READ | VM_PROT_EXECUTE, image->segments()[0].protection);
    UNSIGNED_LONGS_EQUAL(0x402000, image->segments()[1].first_page());
    UNSIGNED_LONGS_EQUAL(0x405000, image->segments()[1].end_page());
    CHECK_FALSE(image->relocatable());
}

TEST(elf_image, refuses_what_is_not_for_here) {
    file.add(0x400000, 0, 0x800, 0x800);
    file.header.e_machine = EM_386;
    CHECK_FALSE(file.parse().has_value());
    file.header.e_machine = machine_code;
    file.header.e_type = ET_REL;
    CHECK_FALSE(file.parse().has_value());
}

TEST(elf_image, refuses_segments_beyond_the_file_or_user_space) {
    file.add(0x400000, 0xf00, 0x200, 0x200);
    CHECK_FALSE(file.parse().has_value());
    file.segments.clear();
    file.add(0xffffffff80000000, 0, 0x100, 0x100);
    CHECK_FALSE(file.parse().has_value());
    file.segments.clear();
    file.add(0x400000, 0, 0x100, ~uint64_t{0});
    CHECK_FALSE(file.parse().has_value());
    file.segments.clear();
    file.add(0, 0, 0x100, 0x100);
    CHECK_FALSE(file.parse().has_value());
}

TEST(elf_image, refuses_overlaps_more_bytes_than_memory_and_interpreters) {
    file.add(0x400000, 0, 0x100, 0x100);
    file.add(0x400200, 0x200, 0x100, 0x100);
    CHECK_FALSE(file.parse().has_value());
    file.segments.clear();
    file.add(0x400000, 0, 0x200, 0x100);
    CHECK_FALSE(file.parse().has_value());
    file.segments.clear();
    file.add(0x400000, 0, 0x100, 0x100);
    file.segments[0].p_type = PT_INTERP;
    CHECK_FALSE(file.parse().has_value());
}

TEST(elf_image, headers_beyond_the_file_are_refused) {
    file.add(0x400000, 0, 0x100, 0x100);
    file.header.e_phoff = 4090;
    CHECK_FALSE(file.parse().has_value());
    file.header.e_phoff = ~uint64_t{0};
    CHECK_FALSE(file.parse().has_value());
}

TEST_GROUP(initial_stack){};

TEST(initial_stack, has_the_layout_of_the_abi) {
    constexpr uint64_t top = 0x7fff0000;
    initial_stack stack(top);
    stack.add_argument("name");
    stack.add_argument("second");
    stack.add_auxiliary(AT_PAGESZ, 4096);
    const uint64_t pointer = stack.finish();
    UNSIGNED_LONGS_EQUAL(0, pointer % 16);
    const auto bytes = stack.bytes();
    UNSIGNED_LONGS_EQUAL(top - pointer, bytes.size());
    const auto word = [&](std::size_t i) {
        uint64_t value;
        std::memcpy(&value, bytes.data() + i * 8, 8);
        return value;
    };
    UNSIGNED_LONGS_EQUAL(2, word(0));
    STRCMP_EQUAL("name", reinterpret_cast<const char *>(bytes.data() + (word(1) - pointer)));
    STRCMP_EQUAL("second", reinterpret_cast<const char *>(bytes.data() + (word(2) - pointer)));
    UNSIGNED_LONGS_EQUAL(0, word(3));
    UNSIGNED_LONGS_EQUAL(0, word(4));
    UNSIGNED_LONGS_EQUAL(AT_PAGESZ, word(5));
    UNSIGNED_LONGS_EQUAL(4096, word(6));
    UNSIGNED_LONGS_EQUAL(AT_NULL, word(7));
}

TEST(initial_stack, what_does_not_fit_is_left_out) {
    initial_stack stack(0x7fff0000);
    const std::string long_text(5000, 'x');
    stack.add_argument(long_text);
    stack.add_argument("short");
    stack.finish();
    uint64_t count;
    std::memcpy(&count, stack.bytes().data(), 8);
    UNSIGNED_LONGS_EQUAL(1, count);
}
