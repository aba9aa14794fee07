#pragma once

#include "skald/internal/v1/server_reflection.pb.h"

namespace skald::server {

/// What the descriptors that are linked into this program say to a question.
internal::v1::ReflectionResponse reflect(const internal::v1::ReflectionRequest& request);

}  // namespace skald::server
