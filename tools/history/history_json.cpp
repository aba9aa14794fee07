#include "tools/history/history_json.h"

#include <google/protobuf/util/json_util.h>

#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include "engine/base/assert.h"
#include "tools/history/complete_history.h"
#include "tools/history/json_layout.h"
#include "tools/history/json_position.h"
#include "tools/history/json_shape.h"

namespace skald::history {

namespace json = boost::json;

namespace {

/// Failures nest their causes, and each level is two objects.
constexpr std::size_t kDeepest = 400;

Error not_json(std::string_view text, std::size_t offset, const boost::system::error_code& code) {
  const std::string path = json_path_at(text, offset);
  const std::string place = position_text(text, offset) + (path.empty() ? "" : ", in " + path);
  if (code == json::error::incomplete) {
    return {Code::kInvalidArgument,
            "SKALD4001: the text ends too early (" + place + "): the file is cut; fetch the history again",
            ""};
  }
  return {Code::kInvalidArgument, "SKALD4001: this is not JSON (" + place + "): " + code.message(), ""};
}

Error not_a_history(const std::string& what) {
  return {Code::kInvalidArgument, "SKALD4001: this JSON is not a workflow's history: " + what, ""};
}

Result<json::value> parse(std::string_view text) {
  json::parse_options options;
  options.max_depth = kDeepest;
  json::stream_parser parser({}, options);
  boost::system::error_code code;
  const std::size_t taken = parser.write_some(text.data(), text.size(), code);
  if (code) return not_json(text, taken, code);
  const std::size_t rest = text.find_first_not_of(" \t\r\n", taken);
  if (rest != std::string_view::npos) return not_json(text, rest, json::error::extra_data);
  parser.finish(code);
  if (code) return not_json(text, text.size(), code);
  return parser.release();
}

/// The {"events": […]} inside of what the tools write around it.
Result<json::object> events_object(json::value value) {
  if (value.is_array()) return json::object{{"events", std::move(value)}};
  json::object* object = value.if_object();
  if (object == nullptr) return not_a_history("it has no \"events\"");
  if (json::value* inner = object->if_contains("history"); inner != nullptr && inner->is_object()) {
    return std::move(inner->as_object());
  }
  if (!object->contains("events")) return not_a_history("it has no \"events\"");
  return std::move(*object);
}

}  // namespace

Result<History> from_json(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  Result<json::value> parsed = parse(text);
  if (!parsed) return std::move(parsed).error();
  Result<json::object> found = events_object(*std::move(parsed));
  if (!found) return std::move(found).error();

  json::value shaped = *std::move(found);
  if (const auto misfit = to_protobuf_shape(shaped, *History::descriptor())) {
    return not_a_history(misfit->path + ": " + misfit->what);
  }
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;
  History history;
  const auto status = google::protobuf::util::JsonStringToMessage(json::serialize(shaped), &history, options);
  if (!status.ok()) return not_a_history(std::string(status.message()));
  SKALD_TRY(check_complete(history));
  return history;
}

std::string message_to_json(const google::protobuf::Message& message) {
  std::string compact;
  const auto status = google::protobuf::util::MessageToJsonString(message, &compact);
  SKALD_ASSERT(status.ok());
  return lay_out_json(compact);
}

std::string to_json(const History& history) { return message_to_json(history); }

}  // namespace skald::history
