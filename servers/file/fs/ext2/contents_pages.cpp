/// \file
/// Pages between the kernel and the disk.
#include <fs/ext2/contents.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <ext2/block_map.hpp>
#include <fs/ext2/page_writer.hpp>
#include <vfs/filesystem.hpp>

namespace ext2fs {

using vfs::fail, vfs::outcome;

namespace {
constexpr uint64_t page_size = memory::file_pages::page;
constexpr uint64_t pages_of(uint64_t bytes) { return (bytes + page_size - 1) / page_size; }
alignas(page_size) constexpr char zeros[page_size] = {};
page_writer writer;
int code_of(const outcome<> &done) { return done ? 0 : done.error(); }
}  // namespace

void page_run::arrived(char *bytes, int error) {
    if (of_) of_->arrived(*this, bytes, error);
    delete this;
}

bool contents::on_its_way(uint64_t index) const {
    for (const page_run *run = runs_; run; run = run->next)
        if (run->overlaps(index, index + 1)) return true;
    return false;
}

/// When memory is short, what the kernel has returned for it is written first.
outcome<> contents::put_in(uint64_t index, const char *bytes, uint64_t count, bool changed) {
    constexpr unsigned most_attempts = 16;
    if (!here_.set(index, index + count)) return fail(ENOMEM);
    if (shared_) exposed_ += count;
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        if (pages_.supply(index * page, bytes, count * page, changed)) return {};
        pages_.catch_up();
        const auto written = volume_.device().finish();
        if (!written && !write_error_) write_error_ = written.error();
    }
    for (uint64_t at = index; at < index + count; ++at)
        if (!pages_.present(at * page)) here_.clear(at);
    return fail(ENOMEM);
}

/// A page whose blocks do not lie side by side: read at once.
outcome<> contents::read_mixed(uint64_t index) {
    alignas(page_size) static char bytes[page_size];
    const uint64_t begin = index * page;
    const uint32_t block = volume_.block_size();
    const uint64_t used = std::min(page, inode_.size() - begin);
    const auto blocks = static_cast<uint32_t>((used + block - 1) / block);
    TRY(ext2::read_blocks(volume_, inode_, begin / block, blocks, bytes));
    std::memset(bytes + used, 0, page - used);
    return put_in(index, bytes, 1, false);
}

/// Begins with the first page of [first, end), none of which is here or on its way. \return where
/// to go on.
outcome<uint64_t> contents::begin(uint64_t first, uint64_t end) {
    const uint32_t block = volume_.block_size();
    const auto per_page = static_cast<uint32_t>(page / block);
    const uint64_t begin = first * per_page;
    const uint64_t needed = std::min(end * per_page, (inode_.size() + block - 1) / block) - begin;
    const ext2::extent e =
        TRY(ext2::block_map(volume_, inode_).find(begin, static_cast<uint32_t>(needed)));
    // Behind the file's last block nothing is missing from its last page.
    const uint64_t count = e.count >= needed ? end - first : e.count / per_page;
    if (count == 0) {
        TRY(read_mixed(first));
        return first + 1;
    }
    if (e.block == 0) {
        for (uint64_t at = first; at < first + count; ++at) TRY(put_in(at, zeros, 1, false));
        return first + count;
    }
    const auto size =
        static_cast<uint32_t>(std::min({uint64_t{e.count}, needed, count * per_page}) * block);
    auto *run = new (std::nothrow) page_run(*this, first, count, size, runs_);
    if (!run) return fail(ENOMEM);
    runs_ = run;
    volume_.device().read_later(uint64_t{e.block} * block, size, *run);
    return first + count;
}

/// Begins to read those of [first, end) that are neither here nor on their way.
outcome<> contents::fetch(uint64_t first, uint64_t end, uint64_t run_max) {
    end = std::min(end, pages_of(inode_.size()));
    pages_.catch_up();
    ++fetching_;
    outcome<> all;
    for (uint64_t at = first; at < end && all;) {
        uint64_t to = at;
        while (to < end && to - at < run_max && !here_.test(to) && !on_its_way(to)) ++to;
        if (to == at) {
            ++at;
        } else if (const auto begun = begin(at, to)) {
            at = *begun;
        } else {
            all = fail(begun.error());
        }
    }
    --fetching_;
    recount();
    return all;
}

/// The pages of a run that has been read, as far as the file still has them.
outcome<> contents::take(const page_run &run, char *bytes) {
    const uint64_t begin = run.first * page;
    const uint64_t end = std::min(run.first + run.count, pages_of(inode_.size()));
    if (run.first >= end) return {};
    const uint64_t used = std::min<uint64_t>(run.size, inode_.size() - begin);
    std::memset(bytes + used, 0, end * page - begin - used);
    return put_in(run.first, bytes, end - run.first, false);
}

void contents::arrived(page_run &run, char *bytes, int error) {
    const auto keep = vfs::ref<vfs::io_object>::share(file_);
    page_run **link = &runs_;
    while (*link != &run) link = &(*link)->next;
    *link = run.next;
    if (!error && !run.stale)
        if (const auto taken = take(run, bytes); !taken) error = taken.error();
    // One bad page is no reason to refuse its neighbours.
    if (run.stale)
        error = code_of(fetch(run.first, run.first + run.count));
    else if (error && run.count > 1)
        error = code_of(fetch(run.first, run.first + run.count, 1));
    if (error) {
        pages_.refuse(run.first * page, run.count * page);
        failed_ = {run.first, run.first + run.count, error};
    }
    recount();
    settling_ = true;
    waiters_.settle();
    settling_ = false;
    // A device that reads at once answers before its caller has begun to wait.
    if (!fetching_) failed_.code = 0;
}

void contents::wanted(uint64_t offset) {
    const uint64_t index = offset / page;
    if (index >= pages_of(inode_.size())) return pages_.refuse(offset, page);
    if (on_its_way(index) || (here_.test(index) && pages_.present(offset))) return;
    here_.clear(index);
    // A mapping says nothing when it changes a page: some are always clean, and can be taken away.
    if (exposed_ > account_.changed_max)
        if (const auto flushed = flush(false);
            !flushed && flushed.error() != EAGAIN && !write_error_)
            write_error_ = flushed.error();
    if (!fetch(index, index + read_ahead)) pages_.refuse(offset, page);
}

void contents::returned(uint64_t offset, char *bytes) {
    const uint64_t index = offset / page;
    if (shared_ && !changed_.test(index)) mapped_change_ = true;
    writer.put(volume_, inode_, index, bytes);
}

void contents::returned_all() {
    if (const auto done = writer.finish(); !done && !write_error_) write_error_ = done.error();
    if (mapped_change_) vfs::write_back_later();
}

outcome<> contents::flush(bool whole) {
    constexpr uint64_t piece = 16, stride = 4096;  // pages cleaned, and looked for, at once
    if (!pages_ || volume_.read_only()) return {};
    const tmpfs::page_map &wanted = shared_ ? here_ : changed_;
    volume_.unreserve(std::exchange(reserved_, 0));
    outcome<> all;
    bool stopped = false;
    const uint64_t pages = pages_of(inode_.size());
    for (uint64_t at = 0, left = wanted.count(); at < pages && left;) {
        const uint64_t step =
            at % stride == 0 && wanted.missing(at, at + stride) == stride ? stride : piece;
        const uint64_t found = step == piece ? piece - wanted.missing(at, at + piece) : 0;
        if (found && !whole && volume_.device().congested()) {
            stopped = true;
            break;
        }
        if (found)
            if (auto cleaned = pages_.clean(at * page, std::min(piece, pages - at) * page, false);
                !cleaned && all)
                all = cleaned;
        for (uint64_t i = at; found && i < at + piece; ++i) changed_.clear(i);
        left -= std::min(left, found);
        at += step;
    }
    if (stopped) {
        reserve_changed();
        recount();
        return fail(EAGAIN);
    }
    exposed_ = 0;
    (void)changed_.clear_from(0);
    recount();
    const int error = std::exchange(write_error_, 0);
    return error ? outcome<>(fail(error)) : all;
}

}  // namespace ext2fs
