#include "tests/rules/include_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace skald::rules {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

SourceFile with_include(const std::string& path, const std::string& include) {
  return {path, {"#pragma once", include}};
}

TEST(IncludeRules, every_file_follows_the_arrows_of_the_architecture) {
  std::vector<std::string> violations;
  for (const SourceFile& file :
       files_below({"engine", "dsl", "workers", "tools", "examples", "tests"}, is_cpp)) {
    for (std::string& violation : include_violations(file)) violations.push_back(std::move(violation));
  }
  EXPECT_EQ(join(violations), "");
}

TEST(IncludeRules, core_may_not_see_the_store) {
  EXPECT_THAT(
      include_violations(with_include("engine/core/decide_start.cpp", "#include \"engine/store/store.h\"")),
      ElementsAre("engine/core/decide_start.cpp:2: engine/core/ may not see engine/store/store.h"));
}

TEST(IncludeRules, dsl_may_not_see_core_and_may_see_api) {
  EXPECT_THAT(include_violations(with_include("dsl/replay/timer.cpp", "#include \"engine/core/due.h\"")),
              ElementsAre(HasSubstr("dsl/ may not see engine/core/due.h")));
  EXPECT_THAT(include_violations(with_include("dsl/replay/timer.cpp", "#include \"engine/api/time.h\"")),
              IsEmpty());
}

TEST(IncludeRules, sqlite_is_seen_by_its_store_alone) {
  EXPECT_THAT(include_violations(with_include("engine/runtime/shard.cpp", "#include <sqlite3.h>")),
              ElementsAre(HasSubstr("SQLite is not for this folder")));
  EXPECT_THAT(include_violations(with_include("engine/store/sqlite/reader.cpp", "#include <sqlite3.h>")),
              IsEmpty());
}

TEST(IncludeRules, grpc_is_seen_by_the_server_alone) {
  EXPECT_THAT(include_violations(with_include("engine/service/start.cpp", "#include <grpcpp/grpcpp.h>")),
              ElementsAre(HasSubstr("gRPC is not for this folder")));
}

TEST(IncludeRules, public_headers_may_not_include_protobuf_or_our_private_headers) {
  EXPECT_THAT(include_violations(
                  with_include("dsl/include/skald/workflow.h", "#include <google/protobuf/message.h>")),
              ElementsAre(HasSubstr("a public header may not include google/protobuf/message.h")));
  EXPECT_THAT(
      include_violations(with_include("dsl/include/skald/workflow.h", "#include \"engine/base/clock.h\"")),
      testing::Contains(HasSubstr("a public header may not include engine/base/clock.h")));
  EXPECT_THAT(include_violations(
                  with_include("dsl/include/skald/protobuf.h", "#include <google/protobuf/message.h>")),
              IsEmpty());
}

TEST(IncludeRules, examples_see_public_headers_only) {
  EXPECT_THAT(include_violations(
                  with_include("examples/01_order_saga/main.cpp", "#include \"workers/connection.h\"")),
              ElementsAre(HasSubstr("examples/ may not see workers/connection.h")));
  EXPECT_THAT(
      include_violations(with_include("examples/01_order_saga/main.cpp", "#include <skald/workflow.h>")),
      IsEmpty());
}

TEST(IncludeRules, a_folder_without_a_rule_is_a_violation) {
  EXPECT_THAT(include_violations({"engine/new_part/x.cpp", {}}), ElementsAre(HasSubstr("no rule says")));
}

}  // namespace
}  // namespace skald::rules
