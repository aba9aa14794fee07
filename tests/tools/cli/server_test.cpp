#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "tests/tools/cli/server_program.h"

/// `skald server` as who runs it meets it: its settings, what it refuses, how it ends.
namespace skald::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string write(const Folder& folder, const std::string& text) {
  const std::string path = folder.file("skald.toml");
  std::ofstream(path) << text;
  return path;
}

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

Words on_any_port(const Folder& folder, const Words& more = {}) {
  Words words{"--db", folder.database(), "--port", "0"};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(ServerCommand, help_tells_what_holds_if_nothing_is_said) {
  const std::string help = succeed({"server", "--help"});
  EXPECT_THAT(help, AllOf(HasSubstr("(default: 7233)"), HasSubstr("(default: 127.0.0.1)"),
                          HasSubstr("SKALD_TLS_CERT for --tls-cert"), Not(HasSubstr("(Env:"))));
}

TEST(ServerCommand, settings_that_do_not_fit_are_refused_by_name) {
  const Folder folder;
  setenv("SKALD_INSECURE", "maybe", 1);
  const Outcome flag = skald({"server", "--db", folder.database()});
  unsetenv("SKALD_INSECURE");
  EXPECT_EQ(flag.exit_code, 2);
  EXPECT_THAT(flag.err, StartsWith("skald: --insecure is true or false, not 'maybe'"));
  const Outcome ports = skald({"server", "--db", folder.database(), "--port", "9", "--metrics-port", "9"});
  EXPECT_EQ(ports.exit_code, 2);
  EXPECT_EQ(ports.err, "skald: --port and --metrics-port are both 9\n");
}

TEST(ServerCommand, what_it_prints_as_its_settings_is_a_file_that_it_takes) {
  const Folder folder;
  const Words settings{"server",       "--db", folder.database(), "--port", "1234", "--insecure",
                       "--access-log", "-",    "--print-config"};
  const std::string printed = succeed(settings);
  EXPECT_THAT(printed, AllOf(HasSubstr("port = \"1234\"\n"), HasSubstr("insecure = true\n")));
  EXPECT_EQ(succeed({"server", "--config", write(folder, printed), "--print-config"}), printed);
}

TEST(ServerCommand, a_wrong_line_of_its_file_is_named) {
  const Folder folder;
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"prot = 1\n", "'prot' is no setting; did you mean 'port'?"},
      {"[server]\nport = 1\n", "'server.port' is no setting"},
      {"port = abc\n", "--port: 'abc' is no whole number from 0 to 65535"},
      {"shards = 0\n", "--shards: '0' is no whole number from 1 to 64"},
      {"insecure = maybe\n", "'insecure' is true or false, not 'maybe'"},
      {"log-level = loud\n", "--log-level: loud not in"}};
  for (const auto& [text, complaint] : wrong) {
    const std::string path = write(folder, text);
    const Outcome outcome = skald({"server", "--db", folder.database(), "--config", path});
    EXPECT_EQ(outcome.exit_code, 2) << text;
    EXPECT_THAT(outcome.err, AllOf(StartsWith("skald: " + path + ": "), HasSubstr(complaint)));
  }
}

TEST(ServerCommand, a_file_of_settings_that_cannot_be_read_is_refused) {
  const Folder folder;
  for (const std::string& path : {folder.file("none.toml"), folder.file("")}) {
    const Outcome outcome = skald({"server", "--db", folder.database(), "--config", path});
    EXPECT_EQ(outcome.exit_code, 2);
    EXPECT_THAT(outcome.err, StartsWith("skald: " + path + ": "));
  }
}

TEST(ServerCommand, a_second_server_on_a_file_is_told_who_has_it) {
  const Folder folder;
  ServerProgram first(on_any_port(folder));
  const std::string address = first.address_after("serving " + folder.database() + " on ");
  const Outcome second = skald({"server", "--db", folder.database(), "--port", "0"});
  EXPECT_EQ(second.exit_code, 1);
  EXPECT_THAT(second.err, AllOf(HasSubstr("SKALD1006"), HasSubstr(std::to_string(first.pid()))));
}

TEST(ServerCommand, a_port_that_is_taken_is_refused_and_the_file_left_to_others) {
  const Folder folder;
  const Folder other;
  ServerProgram first(on_any_port(folder));
  const std::string address = first.address_after("serving " + folder.database() + " on ");
  const std::string port = address.substr(address.rfind(':') + 1);
  for (const Words& taken : {Words{"--port", port}, Words{"--port", "0", "--metrics-port", port}}) {
    Words words{"server", "--db", other.database()};
    words.insert(words.end(), taken.begin(), taken.end());
    const Outcome second = skald(words);
    EXPECT_EQ(second.exit_code, 1);
    EXPECT_THAT(second.err, AllOf(HasSubstr("SKALD6004"), HasSubstr(address)));
  }
  succeed({"workflow", "start", "--db", other.database(), "--type", "t", "-t", "q"});
}

TEST(ServerCommand, what_it_cannot_use_is_named_before_the_file_is_touched) {
  const Folder folder;
  const std::vector<std::pair<Words, std::string>> wrong = {
      {{"--tls-cert", folder.file("none.pem"), "--tls-key", folder.file("none.key")}, "SKALD6002"},
      {{"--tls-cert", folder.file("none.pem")}, "SKALD6002"},
      {{"--ip", "0.0.0.0"}, "SKALD6001"},
      {{"--metrics-port", "1", "--metrics-address", "0.0.0.0"}, "--metrics-insecure"},
      {{"--api-keys", folder.file("none")}, "SKALD6003"},
      {{"--access-log", folder.file("none/access.log")}, "SKALD6005"}};
  for (const auto& [words, code] : wrong) {
    Words all{"server", "--db", folder.database(), "--port", "0"};
    all.insert(all.end(), words.begin(), words.end());
    const Outcome outcome = skald(all);
    EXPECT_EQ(outcome.exit_code, 1);
    EXPECT_THAT(outcome.err, HasSubstr(code));
  }
  EXPECT_EQ(contents(folder.database()), "");
}

TEST(ServerCommand, a_signal_ends_it_in_order) {
  const Folder folder;
  ServerProgram server(
      on_any_port(folder, {"--access-log", folder.file("access.log"), "--log-format", "json"}));
  const std::string address = server.address_after("serving " + folder.database() + " on ");
  succeed({"workflow", "start", "--address", address, "--type", "t", "-t", "q", "-w", "one"});
  EXPECT_EQ(server.stop(), 0);
  EXPECT_THAT(server.printed(), HasSubstr("stopped, everything is on disk"));
  EXPECT_THAT(contents(folder.file("access.log")), HasSubstr("\"method\":\"StartWorkflowExecution\""));
  succeed({"workflow", "describe", "--db", folder.database(), "one"});
}

TEST(ServerCommand, who_reads_its_log_may_go) {
  const Folder folder;
  ServerProgram server(on_any_port(folder));
  const std::string address = server.address_after("serving " + folder.database() + " on ");
  server.stop_reading();
  EXPECT_EQ(server.stop(), 0);  // and says so to nobody
}

TEST(ServerCommand, start_dev_serves_metrics_if_it_is_told_to) {
  ServerProgram server({"start-dev", "--port", "0", "--metrics-port", "0", "--dynamic-config-value",
                        "limit.blobSize.error=1024", "--ui-port", "0", "--http-port", "0", "--sqlite-pragma",
                        "journal_mode=wal", "--headless", "--namespace", "mine", "--search-attribute",
                        "Kind=Keyword"});
  const std::string address = server.address_after("Address    ");
  const Outcome large = skald({"workflow", "start", "--address", address, "--namespace", "mine", "--type",
                               "t", "-t", "q", "--input", "\"" + std::string(2000, 'x') + "\""});
  EXPECT_EQ(large.exit_code, 1);
  EXPECT_THAT(large.err, HasSubstr("exceeds"));
  EXPECT_THAT(succeed({"namespace", "list", "--address", address}),
              AllOf(HasSubstr("mine"), HasSubstr("1 d")));
  EXPECT_EQ(server.stop(), 0);
}

TEST(ServerCommand, start_dev_lets_nothing_go_from_a_file_that_was_there) {
  const Folder folder;
  ServerProgram first(on_any_port(folder));
  first.address_after("serving " + folder.database() + " on ");
  ASSERT_EQ(first.stop(), 0);
  ServerProgram dev({"start-dev", "--port", "0", "--db-filename", folder.database(), "--headless"});
  EXPECT_THAT(succeed({"namespace", "list", "--address", dev.address_after("Address    ")}),
              HasSubstr("for ever"));
}

}  // namespace
}  // namespace skald::cli
