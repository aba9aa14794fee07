#include "tools/cli/server_log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <memory>

namespace skald::cli {
namespace {

/// The message as a JSON string, quotes included.
class JsonText final : public spdlog::custom_flag_formatter {
 public:
  void format(const spdlog::details::log_msg& message, const std::tm&, spdlog::memory_buf_t& out) override {
    const std::string text =
        boost::json::serialize(boost::json::string(message.payload.data(), message.payload.size()));
    out.append(text.data(), text.data() + text.size());
  }
  std::unique_ptr<custom_flag_formatter> clone() const override { return std::make_unique<JsonText>(); }
};

}  // namespace

void add_log_options(Syntax syntax, LogOptions& options) {
  syntax.option("--log-level", options.level, "debug, info, warn, error or never")
      .one_of({"debug", "info", "warn", "error", "never"})
      .value_name("LEVEL");
  syntax.option("--log-format", options.format, "text or json")
      .one_of({"text", "pretty", "json"})
      .value_name("text|json");
}

void set_up_log(const LogOptions& options) {
  spdlog::set_level(options.level == "never" ? spdlog::level::off : spdlog::level::from_str(options.level));
  if (options.format != "json") return;
  auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
  formatter->add_flag<JsonText>('*').set_pattern(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%fZ","level":"%l","message":%*})");
  spdlog::set_formatter(std::move(formatter));
}

}  // namespace skald::cli
