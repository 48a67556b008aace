// Any bytes written over the metadata of a small volume: everything that can be done with it ends,
// with an error at worst. An input is a row of changes: offset (4 bytes), value (4 bytes).
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -fno-exceptions -Iservers
// -Iservers/file -Itests/unit/servers/file/ext2 tests/fuzz/ext2.cpp servers/file/ext2/*.cpp
// tests/unit/servers/file/ext2/{disk_image,exercise}.cpp

#include <cstring>

#include <exercise.hpp>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    static const std::vector<char> image = make_image("-b 1024 -N 64", 256, "servers/file/ext2");
    memory_disk disk(image);
    for (; size >= 8; data += 8, size -= 8) {
        uint32_t at;
        std::memcpy(&at, data, sizeof at);
        std::memcpy(&disk.bytes[at % (image.size() - 4)], data + 4, 4);
    }
    exercise(disk);
    if (disk.operations > 200'000) __builtin_trap();
    return 0;
}
