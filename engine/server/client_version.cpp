#include "engine/server/client_version.h"

#include <google/protobuf/any.pb.h>
#include <temporal/api/errordetails/v1/message.pb.h>

#include <array>
#include <charconv>
#include <optional>
#include <sstream>

#include "engine/service/server_version.h"

namespace skald::server {
namespace {

namespace details = temporal::api::errordetails::v1;

using Version = std::array<int, 3>;

/// The first version that is not supported of each client that Temporal's server knows.
struct KnownClient {
  const char* name;
  const char* supported;
  Version end;
};
constexpr KnownClient kKnownClients[] = {
    {"temporal-go", "<2.0.0", {2, 0, 0}},     {"temporal-java", "<2.0.0", {2, 0, 0}},
    {"temporal-php", "<2.0.0", {2, 0, 0}},    {"temporal-typescript", "<2.0.0", {2, 0, 0}},
    {"temporal-cli", "<2.0.0", {2, 0, 0}},    {"temporal-ui", "<3.0.0", {3, 0, 0}},
    {"temporal-server", "<2.0.0", {2, 0, 0}},
};

/// Major, minor and patch; what follows them (-rc.1, +build) plays no part here.
std::optional<Version> parse_version(const std::string& text) {
  Version version{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < version.size(); ++i) {
    if (i > 0 && (at == end || *at++ != '.')) return {};
    const auto [after, problem] = std::from_chars(at, end, version[i]);
    if (problem != std::errc() || version[i] < 0) return {};
    at = after;
  }
  if (at != end && *at != '-' && *at != '+') return {};
  return version;
}

template <class Detail>
Error refused(std::string message, const Detail& detail) {
  google::protobuf::Any any;
  any.PackFrom(detail);
  return Error{Code::kFailedPrecondition, std::move(message), any.SerializeAsString()};
}

Status check_known(const KnownClient& known, const std::string& text) {
  const std::optional<Version> version = parse_version(text);
  if (!version) {
    return Error{
        Code::kInvalidArgument, "Unable to parse client version: No Major.Minor.Patch elements found", {}};
  }
  if (*version < known.end) return {};
  details::ClientVersionNotSupportedFailure detail;
  detail.set_client_version(text);
  detail.set_client_name(known.name);
  detail.set_supported_versions(known.supported);
  return refused("Client version " + text + " is not supported. Server supports " + known.name +
                     " versions: " + known.supported,
                 detail);
}

/// One term of a range, ">=1.0.0". Empty: it cannot be read.
std::optional<bool> holds(const std::string& term, const Version& version) {
  const std::size_t digits = term.find_first_of("0123456789");
  if (digits == std::string::npos) return {};
  const std::string comparison = term.substr(0, digits);
  const std::optional<Version> bound = parse_version(term.substr(digits));
  if (!bound) return {};
  if (comparison.empty() || comparison == "=" || comparison == "==") return version == *bound;
  if (comparison == ">=") return version >= *bound;
  if (comparison == ">") return version > *bound;
  if (comparison == "<=") return version <= *bound;
  if (comparison == "<") return version < *bound;
  if (comparison == "!=" || comparison == "!") return version != *bound;
  return {};
}

/// All terms of one of the alternatives between || hold.
std::optional<bool> is_in_range(const std::string& range, const Version& version) {
  bool all = true;
  bool any = false;
  std::istringstream in(range);
  for (std::string term; in >> term;) {
    if (term == "||") {
      any = any || all;
      all = true;
      continue;
    }
    const std::optional<bool> term_holds = holds(term, version);
    if (!term_holds) return {};
    all = all && *term_holds;
  }
  return any || all;
}

Status check_server(const std::string& supported) {
  const std::string own = service::kTemporalVersion;
  const std::optional<bool> fits = is_in_range(supported, *parse_version(own));
  if (!fits) {
    return Error{
        Code::kInvalidArgument,
        "Unable to parse supported server versions: Could not get version from string: \"" + supported + "\"",
        {}};
  }
  if (*fits) return {};
  details::ServerVersionNotSupportedFailure detail;
  detail.set_server_version(own);
  detail.set_client_supported_server_versions(supported);
  return refused("Server version " + own + " is not supported. Client supports server versions: " + supported,
                 detail);
}

}  // namespace

Status check_client_version(const service::Caller& caller, const std::string& supported_servers) {
  if (caller.client_name.empty() || caller.client_version.empty()) return {};
  for (const KnownClient& known : kKnownClients) {
    if (caller.client_name == known.name) SKALD_TRY(check_known(known, caller.client_version));
  }
  if (supported_servers.empty()) return {};
  return check_server(supported_servers);
}

}  // namespace skald::server
