#include "engine/server/listener_security.h"

#include "engine/server/server.h"

#include <arpa/inet.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace skald::server {
namespace {

namespace tls = grpc::experimental;

constexpr unsigned kReloadSeconds = 60;

template <auto kFree>
struct Freed {
  template <class T>
  void operator()(T* held) const {
    kFree(held);
  }
};
using File = std::unique_ptr<FILE, Freed<&std::fclose>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Freed<&EVP_PKEY_free>>;

Error unusable(const std::string& path, const std::string& why) {
  return Error{Code::kInvalidArgument, "SKALD6002: " + path + " cannot be used for TLS: " + why, {}};
}

Result<Certificate> read_certificate(const std::string& path) {
  const File file(std::fopen(path.c_str(), "re"));
  if (!file) return unusable(path, std::strerror(errno));
  Certificate certificate(PEM_read_X509(file.get(), nullptr, nullptr, nullptr));
  if (!certificate) return unusable(path, "it holds no certificate in PEM form");
  return certificate;
}

Result<PrivateKey> read_key(const std::string& path) {
  const File file(std::fopen(path.c_str(), "re"));
  if (!file) return unusable(path, std::strerror(errno));
  PrivateKey key(PEM_read_PrivateKey(file.get(), nullptr, nullptr, nullptr));
  if (!key) return unusable(path, "it holds no private key in PEM form without a password");
  return key;
}

// gRPC would only log such mistakes, and refuse every handshake.
Status check_files(const TlsFiles& files) {
  if (files.certificate.empty() || files.key.empty()) {
    return Error{Code::kInvalidArgument, "SKALD6002: TLS needs both a certificate and its private key", {}};
  }
  Result<Certificate> certificate = read_certificate(files.certificate);
  if (!certificate) return certificate.error();
  Result<PrivateKey> key = read_key(files.key);
  if (!key) return key.error();
  if (X509_check_private_key(certificate->get(), key->get()) != 1)
    return unusable(files.key, "it is not the key of the certificate in " + files.certificate);
  if (files.client_authorities.empty()) return {};
  Result<Certificate> authority = read_certificate(files.client_authorities);
  if (!authority) return authority.error();
  return {};
}

std::shared_ptr<grpc::ServerCredentials> tls_credentials(const TlsFiles& files) {
  auto provider = std::make_shared<tls::FileWatcherCertificateProvider>(
      files.key, files.certificate, files.client_authorities, kReloadSeconds);
  tls::TlsServerCredentialsOptions options(provider);
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  if (!files.client_authorities.empty()) {
    options.watch_root_certs();
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  }
  return tls::TlsServerCredentials(options);
}

bool has_tls(const TlsFiles& files) {
  return !files.certificate.empty() || !files.key.empty() || !files.client_authorities.empty();
}

}  // namespace

bool is_loopback(const std::string& ip) {
  if (ip == "localhost") return true;
  in_addr four{};
  if (inet_pton(AF_INET, ip.c_str(), &four) == 1) return (ntohl(four.s_addr) >> 24) == 127;
  in6_addr six{};
  return inet_pton(AF_INET6, ip.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

Status check_listener(const Options& options) {
  if (has_tls(options.tls)) return check_files(options.tls);
  if (is_loopback(options.ip) || options.insecure) return {};
  return Error{
      Code::kFailedPrecondition,
      "SKALD6001: " + options.ip +
          " can be reached from other machines, and without TLS they could read and change everything: "
          "give --tls-cert and --tls-key, listen on 127.0.0.1, or say --insecure",
      {}};
}

Result<std::shared_ptr<grpc::ServerCredentials>> listener_credentials(const Options& options) {
  SKALD_TRY(check_listener(options));
  if (has_tls(options.tls)) return tls_credentials(options.tls);
  return grpc::InsecureServerCredentials();
}

}  // namespace skald::server
