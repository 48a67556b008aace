/// \file
/// What a processor says of the user space it runs in.
#pragma once

#include <atomic>

class pmap;

/// The user space a processor runs in, null: the empty one; and the one it is leaving. Written by
/// that processor only, since counting in each space who runs there would cost far more.
struct pmap_place {
    std::atomic<pmap *> running{nullptr}, leaving{nullptr};
};
