#include "tools/cli/target_options.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "tools/cli/options.h"

namespace skald::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// Fills what is empty from the first variable that is set.
void fill(std::string& option, std::initializer_list<const char*> variables) {
  for (const char* variable : variables) {
    if (option.empty()) option = environment(variable);
  }
}

std::string read_pem(const std::string& path) {
  if (path.empty()) return "";
  std::ifstream in(path, std::ios::binary);
  if (!in) throw CommandLineError("cannot read " + path + ": " + std::strerror(errno));
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

/// The environment may hold the text itself instead of a file's name.
std::string pem(const std::string& path, const char* variable) {
  return path.empty() ? environment(variable) : read_pem(path);
}

void fill_from_environment(ServerAccess& access) {
  fill(access.api_key, {"TEMPORAL_API_KEY"});
  fill(access.ca_file, {"TEMPORAL_TLS_SERVER_CA_CERT_PATH", "TEMPORAL_TLS_CA"});
  fill(access.certificate_file, {"TEMPORAL_TLS_CLIENT_CERT_PATH", "TEMPORAL_TLS_CERT"});
  fill(access.key_file, {"TEMPORAL_TLS_CLIENT_KEY_PATH", "TEMPORAL_TLS_KEY"});
  fill(access.server_name, {"TEMPORAL_TLS_SERVER_NAME"});
  const std::string tls = environment("TEMPORAL_TLS");
  if (tls == "true" || tls == "1") access.tls = true;
}

void add_access_options(Syntax syntax, ServerAccess& access) {
  syntax.flag("--tls", access.tls, "encrypted, also without a certificate or key of our own");
  syntax.option("--tls-ca-path", access.ca_file, "who signs the server's certificate (PEM)")
      .value_name("FILE");
  syntax.option("--tls-cert-path", access.certificate_file, "our certificate, for mTLS (PEM)")
      .value_name("FILE");
  syntax.option("--tls-key-path", access.key_file, "its key (PEM)").value_name("FILE");
  syntax.option("--tls-server-name", access.server_name, "the name in the server's certificate")
      .value_name("NAME");
  syntax.option("--api-key", access.api_key, "for servers that want one; better: TEMPORAL_API_KEY")
      .value_name("KEY");
}

}  // namespace

void add_place_options(Syntax syntax, TargetOptions& options, TargetKind kind) {
  options.kind = kind;
  if (kind == TargetKind::kFileOrServer)
    syntax.option("--db", options.file, "the database file").not_empty().value_name("FILE");
  syntax
      .option("--address", options.address,
              kind == TargetKind::kServerOnly ? "the server (or TEMPORAL_ADDRESS; default: localhost:7233)"
                                              : "a server instead (or TEMPORAL_ADDRESS)")
      .not_empty()
      .value_name("HOST:PORT");
  syntax.option("-n,--namespace", options.namespace_name, "the namespace (default: default)")
      .value_name("NAME");
  add_access_options(syntax, options.access);
}

void add_target_options(Syntax syntax, TargetOptions& options, TargetKind kind) {
  add_place_options(syntax, options, kind);
  add_output_option(syntax, options.json);
}

void settle_target(TargetOptions& options) {
  fill(options.namespace_name, {"TEMPORAL_NAMESPACE"});
  if (options.namespace_name.empty()) options.namespace_name = "default";
  if (!options.file.empty() && !options.address.empty())
    throw CommandLineError("--db and --address are two places; give one");
  if (!options.file.empty()) return;
  fill(options.address, {"TEMPORAL_ADDRESS"});
  if (options.address.empty() && options.kind == TargetKind::kServerOnly) options.address = "localhost:7233";
  if (options.address.empty()) {
    throw CommandLineError(
        "say where the workflows are: --db FILE, or --address HOST:PORT (also TEMPORAL_ADDRESS)");
  }
  fill_from_environment(options.access);
}

ConnectOptions connect_options(const TargetOptions& options) {
  const ServerAccess& access = options.access;
  ConnectOptions result;
  result.namespace_name = options.namespace_name;
  result.api_key = access.api_key;
  TlsOptions tls{pem(access.ca_file, "TEMPORAL_TLS_SERVER_CA_CERT_DATA"),
                 pem(access.certificate_file, "TEMPORAL_TLS_CLIENT_CERT_DATA"),
                 pem(access.key_file, "TEMPORAL_TLS_CLIENT_KEY_DATA"), access.server_name};
  const bool is_wanted = access.tls || !access.api_key.empty() || !tls.server_ca.empty() ||
                         !tls.client_certificate.empty() || !tls.client_key.empty() ||
                         !tls.server_name.empty();
  if (is_wanted) result.tls = std::move(tls);
  return result;
}

}  // namespace skald::cli
