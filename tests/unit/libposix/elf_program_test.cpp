#include <elf_program.hpp>

#include <cstring>
#include <random>
#include <vector>

#include <CppUTest/TestHarness.h>

using namespace posix;

namespace {

Elf64_Ehdr good_header() {
    Elf64_Ehdr h{};
    std::memcpy(h.e_ident,
                "\x7f"
                "ELF\2\1\1",
                7);
    h.e_type = ET_EXEC;
    h.e_machine = EM_X86_64;
    h.e_entry = 0x401000;
    h.e_phoff = sizeof h;
    h.e_phentsize = sizeof(Elf64_Phdr);
    h.e_phnum = 2;
    return h;
}

Elf64_Phdr load(uint64_t address, uint64_t offset, uint64_t file_size, uint64_t memory_size,
                uint32_t flags) {
    Elf64_Phdr h{};
    h.p_type = PT_LOAD;
    h.p_vaddr = address;
    h.p_offset = offset;
    h.p_filesz = file_size;
    h.p_memsz = memory_size;
    h.p_flags = flags;
    return h;
}

constexpr uint64_t file_size = 0x10000;

}  // namespace

TEST_GROUP(elf_program) {
    program_layout layout;
    bool read(std::vector<Elf64_Phdr> headers) {
        return read_layout(good_header(), headers, file_size, layout);
    }
};

TEST(elf_program, reads_an_ordinary_program) {
    CHECK(valid_header(good_header(), EM_X86_64, file_size));
    CHECK(read({load(0x400000, 0, 0x1234, 0x1234, PF_R | PF_X),
                load(0x402234, 0x2234, 0x100, 0x3000, PF_R | PF_W)}));
    LONGS_EQUAL(2, layout.segment_count);
    CHECK_EQUAL(0x400000u, layout.begin);
    CHECK_EQUAL(0x406000u, layout.end);
    CHECK_EQUAL(0x400040u, layout.headers);
    LONGS_EQUAL(5, layout.segments[0].protection);
    LONGS_EQUAL(3, layout.segments[1].protection);
    CHECK_FALSE(layout.position_independent);
    LONGS_EQUAL(0, layout.interpreter_size);
}

TEST(elf_program, refuses_foreign_headers) {
    CHECK_FALSE(valid_header(good_header(), EM_AARCH64, file_size));
    for (const unsigned byte : {0u, 1u, 2u, 3u, 4u, 5u}) {
        Elf64_Ehdr h = good_header();
        h.e_ident[byte] ^= 0x40;
        CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
    }
    Elf64_Ehdr h = good_header();
    h.e_type = ET_REL;
    CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
    h = good_header();
    h.e_phnum = 0;
    CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
    h.e_phnum = program_header_max + 1;
    CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
    h = good_header();
    h.e_phoff = ~uint64_t{0} - 8;
    CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
    h.e_phoff = file_size - sizeof(Elf64_Phdr);
    CHECK_FALSE(valid_header(h, EM_X86_64, file_size));
}

TEST(elf_program, refuses_segments_that_lie) {
    CHECK_FALSE(read({}));
    CHECK_FALSE(read({load(0x400000, 0, file_size + 1, file_size + 1, PF_R)}));
    CHECK_FALSE(read({load(0x400000, 0, 0x200, 0x100, PF_R)}));
    CHECK_FALSE(read({load(0x400000, ~uint64_t{0} & ~uint64_t{0xfff}, 0x1000, 0x1000, PF_R)}));
    CHECK_FALSE(read({load(~uint64_t{0xfff}, 0, 0x1000, 0x2000, PF_R)}));
    CHECK_FALSE(read({load(0x400000, 0, 0x1000, uint64_t{1} << 60, PF_R)}));
    CHECK_FALSE(read({load(0x400010, 0, 0x1000, 0x1000, PF_R)}));
    CHECK_FALSE(
        read({load(0x500000, 0, 0x1000, 0x1000, PF_R), load(0x400000, 0, 0x1000, 0x1000, PF_R)}));
    std::vector<Elf64_Phdr> many(program_layout::segment_max + 1, load(0x400000, 0, 16, 16, PF_R));
    CHECK_FALSE(read(many));
}

TEST(elf_program, finds_the_interpreter) {
    Elf64_Phdr interpreter{};
    interpreter.p_type = PT_INTERP;
    interpreter.p_offset = 0x200;
    interpreter.p_filesz = 28;
    CHECK(read({interpreter, load(0, 0, 0x1000, 0x1000, PF_R)}));
    LONGS_EQUAL(28, layout.interpreter_size);
    interpreter.p_offset = file_size - 4;
    CHECK_FALSE(read({interpreter, load(0, 0, 0x1000, 0x1000, PF_R)}));
    interpreter.p_filesz = 1;
    CHECK_FALSE(read({interpreter, load(0, 0, 0x1000, 0x1000, PF_R)}));
}

/// Whatever the headers say, what is accepted lies inside the file and the address space.
TEST(elf_program, accepts_only_what_fits) {
    std::mt19937_64 random(1);
    constexpr uint64_t edges[]{
        0, 1, 0x1000, 0xfff, file_size, file_size - 1, uint64_t{1} << 47, ~uint64_t{0}, 0x400000};
    const auto pick = [&] {
        return (random() & 1) != 0 ? edges[random() % 9] : edges[random() % 9] + random() % 0x3000;
    };
    for (int round = 0; round < 200000; ++round) {
        std::vector<Elf64_Phdr> headers;
        for (unsigned i = 0; i < 1 + random() % 3; ++i)
            headers.push_back(load(pick(), pick(), pick(), pick(), PF_R));
        if (!read(headers)) continue;
        for (unsigned i = 0; i < layout.segment_count; ++i) {
            const program_segment &s = layout.segments[i];
            CHECK(s.file_size <= s.memory_size && s.offset <= file_size &&
                  s.file_size <= file_size - s.offset);
            CHECK(s.address >= layout.begin && s.address + s.memory_size <= layout.end &&
                  layout.end <= uint64_t{1} << 47);
        }
    }
}
