/// \file
/// The names of POSIX message queues: one flat directory, mounted on /dev/mqueue.
#pragma once

#include <string_view>

#include <fs/mqueue/queue.hpp>
#include <vfs/credentials.hpp>
#include <vfs/filesystem.hpp>

namespace mqueue {

class folder;

class filesystem final : public vfs::filesystem {
public:
    /// How many queues there may be; the superuser may make more.
    static constexpr std::size_t queues_max = 256;

    /// root() is null when memory is exhausted.
    filesystem();
    ~filesystem() override;

    const char *type() const override { return "mqueue"; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override;

    /// mq_open: the queue, made if there is none and O_CREAT says so.
    /// \param flags access mode, create and exclusive. \param of null: the usual.
    vfs::outcome<vfs::ref<queue>> open(std::string_view name, uint32_t flags, uint32_t mode,
                                       const limits *of, const vfs::credentials &who);
    vfs::outcome<> unlink(std::string_view name, const vfs::credentials &who);
    vfs::name_in_directory name_of(const queue &which);

private:
    vfs::ref<folder> root_;
};

}  // namespace mqueue
