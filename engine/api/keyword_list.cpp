#include "engine/api/keyword_list.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

namespace skald::api {

namespace json = boost::json;
using temporal::api::common::v1::Payload;

std::vector<std::string> keyword_list(const Payload& payload) {
  std::vector<std::string> texts;
  boost::system::error_code error;
  const json::value value = json::parse(payload.data(), error);
  if (error || !value.is_array()) return texts;
  for (const json::value& each : value.get_array()) {
    if (each.is_string()) texts.emplace_back(each.get_string());
  }
  return texts;
}

Payload keyword_list_payload(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  Payload payload;
  (*payload.mutable_metadata())["encoding"] = "json/plain";
  (*payload.mutable_metadata())["type"] = "KeywordList";
  payload.set_data(json::serialize(array));
  return payload;
}

}  // namespace skald::api
