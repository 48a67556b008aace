// The channel on which a command's output leaves the machine through the serial console.
//
// The console line also carries the kernel's log, and the two may mix byte by byte. So the channel
// keeps to bytes with the high bit set, which the log never uses, and the reader tells them apart
// at any point:
//
//     0x80 | 0x82 | 0x83    opens a frame: begin, output, exit
//     0xc0..0xff            six bits of the frame's content, the first bits first; as in base64,
//     three
//                           bytes make four symbols, and one or two at the end make two or three
//     0x81                  closes the frame
//
// A begin frame holds "PORTOLAN1". The exit frame holds, in ASCII, the exit status, the number of
// bytes that all output frames held, and their CRC-32 in hexadecimal. The other side of this is
// build/portolan_tool/channel.py.
#pragma once

#include <stddef.h>
#include <stdint.h>

class channel {
public:
    // The caller keeps ownership of the descriptor.
    explicit channel(int descriptor) : descriptor_(descriptor) {}

    void begin();
    void output(const uint8_t *data, size_t size);
    void exit(int status);

private:
    enum class kind : uint8_t { begin = 0x80, output = 0x82, exit = 0x83 };

    void send(kind opening, const uint8_t *data, size_t size);

    int descriptor_;
    uint64_t size_ = 0;
    uint32_t crc_ = 0xffffffff;
};
