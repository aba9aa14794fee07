#pragma once

#include <map>
#include <string>

#include <boost/json.hpp>

namespace skald::tests {

/// Takes out of a play what differs from play to play: ids, times, tokens, sizes. The same rules as
/// normalise.py, which made the recordings.
class Normaliser {
 public:
  boost::json::value operator()(const boost::json::value& value, const std::string& key = {});

 private:
  std::string rename_ids(const std::string& text);

  std::map<std::string, std::string> names_;  // of ids, by the order in which they appear
};

}  // namespace skald::tests
