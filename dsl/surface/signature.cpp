#include "skald/detail/signature.h"

#include <string>

#include "skald/errors.h"

namespace skald::detail {

void refuse_argument_count(std::string_view owner, std::size_t wanted, std::size_t found) {
  throw PayloadError(std::string(owner) + " takes " + std::to_string(wanted) +
                     (wanted == 1 ? " argument, found " : " arguments, found ") + std::to_string(found));
}

void refuse_argument(std::string_view owner, std::size_t index, const std::string& message) {
  throw PayloadError("argument " + std::to_string(index + 1) + " of " + std::string(owner) + ": " + message);
}

}  // namespace skald::detail
