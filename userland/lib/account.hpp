#pragma once

#include <optional>
#include <sys/types.h>

/// The name of a user or group, or null. Each is looked up once; the name stays valid.
[[nodiscard]] const char *user_name(uid_t user);
[[nodiscard]] const char *group_name(gid_t group);

/// The number of a user or group given by name, or in decimal with or without a plus.
[[nodiscard]] std::optional<uid_t> find_user(const char *text);
[[nodiscard]] std::optional<gid_t> find_group(const char *text);
