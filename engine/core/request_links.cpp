#include "engine/core/request_links.h"

#include <string>

#include "engine/core/refusal.h"

namespace skald::core {

Status check_links(const google::protobuf::RepeatedPtrField<temporal::api::common::v1::Link>& links) {
  constexpr int kMost = 10;
  constexpr std::size_t kLargest = 4000;
  if (links.size() > kMost) {
    return invalid_argument("cannot attach more than " + std::to_string(kMost) + " links per request, got " +
                            std::to_string(links.size()));
  }
  for (const auto& link : links) {
    if (link.ByteSizeLong() > kLargest) {
      return invalid_argument("link exceeds allowed size of " + std::to_string(kLargest) + ", got " +
                              std::to_string(link.ByteSizeLong()));
    }
    if (link.variant_case() == temporal::api::common::v1::Link::VARIANT_NOT_SET)
      return invalid_argument("unsupported link variant");
  }
  return {};
}

}  // namespace skald::core
