#include "tools/cli/json_input.h"

#include <boost/json/parser.hpp>

#include "tools/history/json_position.h"

namespace skald::cli {

Result<temporal::api::common::v1::Payloads> json_payloads(const std::vector<std::string>& texts) {
  temporal::api::common::v1::Payloads payloads;
  for (const std::string& text : texts) {
    boost::json::parser parser;
    boost::system::error_code code;
    const std::size_t taken = parser.write_some(text, code);
    if (!code && text.find_first_not_of(" \t\r\n", taken) != std::string::npos)
      code = boost::json::error::extra_data;
    if (code) {
      return Error{Code::kInvalidArgument,
                   "--input " + std::to_string(payloads.payloads_size() + 1) + " is not JSON (" +
                       history::position_text(text, taken) + "): " + code.message() +
                       "; a string needs quotes inside the shell's: --input '\"text\"'",
                   {}};
    }
    auto& payload = *payloads.add_payloads();
    (*payload.mutable_metadata())["encoding"] = "json/plain";
    payload.set_data(text);
  }
  return payloads;
}

}  // namespace skald::cli
