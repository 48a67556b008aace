#include "init/channel.hpp"

#include "init/console.hpp"

#include <stdio.h>
#include <string.h>

namespace {

constexpr uint8_t closing = 0x81;
constexpr uint8_t symbol = 0xc0;
constexpr size_t content_size = 3072;  // of one frame; a multiple of 3

// One nibble at a time: 16 words of table, and fast enough beside the console.
uint32_t crc32(uint32_t crc, const uint8_t *data, size_t size) {
    static constexpr uint32_t table[16] = {
        0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
        0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
        0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
    };
    for (size_t i = 0; i < size; i++) {
        crc ^= data[i];
        crc = (crc >> 4) ^ table[crc & 15];
        crc = (crc >> 4) ^ table[crc & 15];
    }
    return crc;
}

}  // namespace

void channel::begin() {
    static constexpr char greeting[] = "PORTOLAN1";
    send(kind::begin, reinterpret_cast<const uint8_t *>(greeting), sizeof greeting - 1);
}

void channel::output(const uint8_t *data, size_t size) {
    crc_ = crc32(crc_, data, size);
    size_ += size;
    for (size_t done = 0; done < size; done += content_size) {
        size_t piece = size - done < content_size ? size - done : content_size;
        send(kind::output, data + done, piece);
    }
}

void channel::exit(int status) {
    char text[64];
    int length = snprintf(text, sizeof text, "%d %llu %08x", status,
                          static_cast<unsigned long long>(size_), ~crc_);
    send(kind::exit, reinterpret_cast<const uint8_t *>(text), static_cast<size_t>(length));
}

void channel::send(kind opening, const uint8_t *data, size_t size) {
    static uint8_t frame[content_size / 3 * 4 + 2];
    size_t length = 0;
    frame[length++] = static_cast<uint8_t>(opening);
    for (size_t i = 0; i < size; i += 3) {
        size_t bytes = size - i < 3 ? size - i : 3;
        uint32_t group = 0;
        for (size_t j = 0; j < 3; j++) group = group << 8 | (j < bytes ? data[i + j] : 0);
        for (size_t j = 0; j <= bytes; j++) frame[length++] = symbol | (group >> (18 - 6 * j) & 63);
    }
    frame[length++] = closing;
    write_all(descriptor_, frame, length);
}
