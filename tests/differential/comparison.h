#pragma once

#include <string>
#include <vector>

#include <boost/json.hpp>

namespace skald::tests {

struct Difference {
  /// Where: "[3].reply.history.events[0].eventType"; the first number is that of the reply.
  std::string path;
  std::string real;
  std::string ours;
};

/// Every place where the two differ, but for fields named in `passed_over`.
std::vector<Difference> differences(const boost::json::value& real, const boost::json::value& ours,
                                    const std::vector<std::string>& passed_over);

}  // namespace skald::tests
