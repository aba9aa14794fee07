#include "tools/cli/server_log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <CLI/App.hpp>
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

void add_log_options(CLI::App& app, LogOptions& options) {
  app.add_option("--log-level", options.level, "debug, info, warn, error or never")
      ->check(CLI::IsMember({"debug", "info", "warn", "error", "never"}))
      ->option_text("LEVEL");
  app.add_option("--log-format", options.format, "text or json")
      ->check(CLI::IsMember({"text", "pretty", "json"}))
      ->option_text("text|json");
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
