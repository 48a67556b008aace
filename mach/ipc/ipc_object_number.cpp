#include <ipc/ipc_object_number.hpp>

struct ipc_object_secret ipc_object_secret{0, 1};
