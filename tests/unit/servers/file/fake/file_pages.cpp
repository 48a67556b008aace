/// \file
/// memory::file_pages in ordinary memory.
#include <memory/file_pages.hpp>

#include <fake/file_pages.hpp>

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <vector>

#include <sys/mman.h>

namespace memory {

namespace {
uint32_t next_handle = 1'000'000;
/// What takes page n of each file away.
std::map<uint32_t, std::function<void(uint64_t)>> kernels;
constexpr uint64_t room = uint64_t{1} << 30;  ///< address space for one file
}  // namespace

class file_pages::pager {
public:
    explicit pager(page_source &from) : source(from) {}

    struct state {
        bool present, changed;
    };
    state &at(uint64_t index) {
        if (index >= pages.size()) pages.resize(index + 1);
        return pages[index];
    }
    bool present(uint64_t offset, std::size_t count) {
        for (uint64_t index = offset / page; index * page < offset + count; ++index)
            if (!at(index).present) return false;
        return true;
    }

    page_source &source;
    std::vector<state> pages;
};

void take_away(uint64_t index) {
    for (auto &[handle, take] : kernels) take(index);
}

vfs::outcome<> file_pages::create(page_source &from) {
    void *data = mmap(nullptr, room, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (data == MAP_FAILED) return vfs::fail(ENOMEM);
    data_ = static_cast<char *>(data);
    pager_ = new pager(from);
    handle_ = next_handle++;
    kernels[handle_] = [this](uint64_t index) { (void)clean(index * page, page, true); };
    return {};
}

bool file_pages::resize(uint64_t bytes) {
    size_ = bytes;
    for (uint64_t index = bytes / page; index < pager_->pages.size(); ++index)
        pager_->pages[index] = {};
    return true;
}

vfs::outcome<> file_pages::reserve(uint64_t bytes) {
    if (bytes > room) return vfs::fail(ENOMEM);
    if (bytes > size_) (void)resize((bytes + page - 1) & ~(page - 1));
    return {};
}

void file_pages::discard_from(uint64_t from) {
    if (from < size_) (void)resize(from);
}

void file_pages::keep_exact(uint64_t bytes) { (void)resize((bytes + page - 1) & ~(page - 1)); }

void file_pages::reset() {
    if (data_) munmap(data_, room);
    kernels.erase(handle_);
    delete pager_;
    pager_ = nullptr;
    data_ = nullptr;
    size_ = 0;
    handle_ = 0;
}

bool file_pages::read(uint64_t offset, void *to, std::size_t count) const {
    if (!pager_->present(offset, count)) return false;
    std::memcpy(to, data_ + offset, count);
    return true;
}

bool file_pages::write(uint64_t offset, const void *from, std::size_t count) {
    if (!pager_->present(offset, count)) return false;
    std::memcpy(data_ + offset, from, count);
    for (uint64_t index = offset / page; index * page < offset + count; ++index)
        pager_->at(index).changed = true;
    return true;
}

bool file_pages::present(uint64_t offset) const { return pager_->at(offset / page).present; }

vfs::outcome<> file_pages::supply(uint64_t offset, const char *bytes, std::size_t count,
                                  bool changed) {
    for (std::size_t done = 0; done < count; done += page) {
        pager::state &state = pager_->at((offset + done) / page);
        if (state.present) continue;
        std::memcpy(data_ + offset + done, bytes + done, page);
        state = {true, changed};
    }
    return {};
}

void file_pages::refuse(uint64_t, std::size_t) {}

vfs::outcome<> file_pages::clean(uint64_t offset, uint64_t count, bool forget) {
    for (uint64_t at = offset; at < offset + count; at += page) {
        pager::state &state = pager_->at(at / page);
        char bytes[page];
        if (std::exchange(state.changed, false)) {
            std::memcpy(bytes, data_ + at, page);
            pager_->source.returned(at, bytes);
        }
        if (forget) state.present = false;
    }
    pager_->source.returned_all();
    return {};
}

void file_pages::catch_up() {}
bool file_pages::in_use() { return false; }

}  // namespace memory
