#include "tests/differential/comparison.h"

#include <algorithm>
#include <set>

namespace skald::tests {
namespace {

namespace json = boost::json;

class Comparison {
 public:
  explicit Comparison(const std::vector<std::string>& passed_over) : passed_over_(passed_over) {}

  void compare(const std::string& path, const json::value* real, const json::value* ours) {
    if (real != nullptr && ours != nullptr) {
      if (real->is_object() && ours->is_object())
        return compare_objects(path, real->get_object(), ours->get_object());
      if (real->is_array() && ours->is_array())
        return compare_arrays(path, real->get_array(), ours->get_array());
      if (*real == *ours) return;
    }
    found_.push_back({path, text(real), text(ours)});
  }

  std::vector<Difference> take() { return std::move(found_); }

 private:
  void compare_objects(const std::string& path, const json::object& real, const json::object& ours) {
    std::set<std::string> names;
    for (const auto& entry : real) names.emplace(entry.key());
    for (const auto& entry : ours) names.emplace(entry.key());
    for (const std::string& name : names) {
      if (std::find(passed_over_.begin(), passed_over_.end(), name) != passed_over_.end()) continue;
      const json::value* left = real.if_contains(name);
      const json::value* right = ours.if_contains(name);
      if ((left == nullptr && is_passed_over(*right)) || (right == nullptr && is_passed_over(*left)))
        continue;
      compare(path + "." + name, left, right);
    }
  }

  // An object of nothing but fields that are not compared.
  bool is_passed_over(const json::value& value) const {
    const auto* object = value.if_object();
    return object != nullptr && !object->empty() &&
           std::all_of(object->begin(), object->end(), [&](const auto& entry) {
             return std::find(passed_over_.begin(), passed_over_.end(), entry.key()) != passed_over_.end();
           });
  }

  void compare_arrays(const std::string& path, const json::array& real, const json::array& ours) {
    for (std::size_t i = 0; i < std::max(real.size(), ours.size()); ++i) {
      compare(path + "[" + std::to_string(i) + "]", real.if_contains(i), ours.if_contains(i));
    }
  }

  static std::string text(const json::value* value) {
    return value == nullptr ? "nothing" : json::serialize(*value);
  }

  const std::vector<std::string>& passed_over_;
  std::vector<Difference> found_;
};

}  // namespace

std::vector<Difference> differences(const json::value& real, const json::value& ours,
                                    const std::vector<std::string>& passed_over) {
  Comparison comparison(passed_over);
  comparison.compare("", &real, &ours);
  return comparison.take();
}

}  // namespace skald::tests
