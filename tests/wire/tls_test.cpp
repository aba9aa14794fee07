#include <gmock/gmock.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "engine/base/ids.h"
#include "skald/connect.h"

/// How connect() proves who it is, to a server that looks.
namespace skald::wire_tests {
namespace {

using ::testing::HasSubstr;

std::string text_of(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

/// An authority and the certificates that it signed, made by openssl for this test alone.
class Certificates {
 public:
  Certificates() {
    std::filesystem::create_directory(folder_);
    make("ca", "-x509 -subj /CN=ca -addext basicConstraints=critical,CA:TRUE");
    make("server", "-x509 -subj /CN=localhost -addext subjectAltName=DNS:localhost -CA ca.pem -CAkey ca.key");
    make("client", "-x509 -subj /CN=client -CA ca.pem -CAkey ca.key");
    make("stranger", "-x509 -subj /CN=stranger");
  }
  ~Certificates() { std::filesystem::remove_all(folder_); }

  std::string certificate(const std::string& name) const { return text_of(folder_ / (name + ".pem")); }
  std::string key(const std::string& name) const { return text_of(folder_ / (name + ".key")); }

 private:
  void make(const std::string& name, const std::string& options) {
    const std::string command = "cd '" + folder_.string() +
                                "' && openssl req -newkey rsa:2048 -nodes -days 2 -keyout " + name +
                                ".key -out " + name + ".pem " + options + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("skald-tls-" + random_uuid());
};

/// Answers every call with an empty message, and keeps the headers of the last one.
class EmptyAnswers : public grpc::CallbackGenericService {
 public:
  std::string header(const std::string& name) {
    const std::lock_guard lock(mutex_);
    const auto found = headers_.find(name);
    return found == headers_.end() ? "" : found->second;
  }

  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override {
    const std::lock_guard lock(mutex_);
    headers_.clear();
    for (const auto& [name, value] : context->client_metadata())
      headers_[{name.data(), name.size()}] = {value.data(), value.size()};
    return new Reactor;
  }

 private:
  class Reactor : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { StartRead(&request_); }
    void OnReadDone(bool /*ok*/) override {
      const grpc::Slice nothing;
      answer_ = grpc::ByteBuffer(&nothing, 1);
      StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
    }
    void OnDone() override { delete this; }

   private:
    grpc::ByteBuffer request_;
    grpc::ByteBuffer answer_;
  };

  std::mutex mutex_;
  // protected by mutex_
  std::map<std::string, std::string> headers_;
};

class Tls : public ::testing::Test {
 protected:
  Tls() {
    grpc::SslServerCredentialsOptions ssl(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
    ssl.pem_root_certs = certificates_.certificate("ca");
    ssl.pem_key_cert_pairs.push_back({certificates_.key("server"), certificates_.certificate("server")});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:0", grpc::SslServerCredentials(ssl), &port_);
    builder.RegisterCallbackGenericService(&answers_);
    server_ = builder.BuildAndStart();
  }

  /// Connects as `name`; empty: it worked.
  std::string error_as(const std::string& name) {
    ConnectOptions options;
    options.tls =
        TlsOptions{certificates_.certificate("ca"), certificates_.certificate(name), certificates_.key(name)};
    options.api_key = "secret";
    try {
      connect("localhost:" + std::to_string(port_), options).stop();
      return "";
    } catch (const ConnectError& error) {
      return error.what();
    }
  }

  Certificates certificates_;
  EmptyAnswers answers_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(Tls, client_with_a_certificate_of_the_authority_is_let_in_and_says_its_name_and_key) {
  EXPECT_EQ(error_as("client"), "");
  EXPECT_EQ(answers_.header("authorization"), "Bearer secret");
  EXPECT_EQ(answers_.header("client-name"), "skald-cpp");
  EXPECT_EQ(answers_.header("client-version"), "0.1.0");
}

TEST_F(Tls, client_that_the_authority_does_not_know_is_told_to_check_its_certificates) {
  EXPECT_THAT(error_as("stranger"), HasSubstr("check the certificates"));
}

TEST_F(Tls, client_without_tls_is_told_that_the_port_may_want_it) {
  try {
    connect("localhost:" + std::to_string(port_));
    FAIL() << "connected";
  } catch (const ConnectError& error) {
    EXPECT_THAT(error.what(), HasSubstr("whether the port wants TLS"));
  }
}

}  // namespace
}  // namespace skald::wire_tests
