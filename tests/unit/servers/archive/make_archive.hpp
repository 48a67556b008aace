/// \file
/// Makes archives in cpio's newc form, cpio(5).
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

class cpio_maker {
public:
    struct extra {
        uint32_t uid = 0, gid = 0, links = 1, inode = 1;
    };
    void add(std::string_view path, uint32_t mode, std::string_view data) {
        add(path, mode, data, extra{});
    }
    void add(std::string_view path, uint32_t mode, std::string_view data, extra more) {
        char header[111];
        std::snprintf(header, sizeof header,
                      "070701%08x%08x%08x%08x%08x%08x%08zx%08x%08x%08x%08x%08zx%08x", more.inode,
                      mode, more.uid, more.gid, more.links, 0u, data.size(), 0u, 0u, 0u, 0u,
                      path.size() + 1, 0u);
        bytes_ += header;
        bytes_ += path;
        bytes_ += '\0';
        pad();
        bytes_ += data;
        pad();
    }
    /// The archive's bytes, which stay until the next change.
    const std::string &finish() {
        add("TRAILER!!!", 0, "");
        return bytes_;
    }

private:
    void pad() {
        while (bytes_.size() % 4 != 0) bytes_ += '\0';
    }
    std::string bytes_;
};
