#include "skald/detail/json_path.h"

#include "skald/errors.h"

namespace skald::detail {

std::string JsonPath::text() const {
  auto text = parent_ == nullptr ? std::string() : parent_->text();
  switch (step_) {
    case Step::kRoot: text += name_; break;
    case Step::kMember: (text += text.empty() ? "" : ".") += name_; break;
    case Step::kElement: ((text += '[') += std::to_string(index_)) += ']'; break;
    case Step::kEntry: ((text += "[\"") += name_) += "\"]"; break;
  }
  return text;
}

void JsonPath::refuse(const std::string& message) const {
  const auto where = text();
  throw PayloadError(where.empty() ? message : where + ": " + message);
}

}  // namespace skald::detail
