#include "tools/history/enum_spelling.h"

#include <gtest/gtest.h>
#include <temporal/api/history/v1/message.pb.h>
#include <temporal/api/workflowservice/v1/request_response.pb.h>

namespace skald::history {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

/// "EVENT_TYPE_TIMER_STARTED" as older tools write it: "TimerStarted".
std::string pascal_case(const EnumDescriptor& type, const EnumValueDescriptor& value) {
  std::string result;
  bool upper = true;
  for (const char c : enum_words(type, value.number())) {
    if (c != ' ') result.push_back(upper ? static_cast<char>(std::toupper(c)) : c);
    upper = c == ' ';
  }
  return result;
}

TEST(EnumSpelling, both_spellings_of_every_value_of_every_enum_are_understood) {
  int seen = 0;
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const char* file : {"event_type", "failed_cause", "common", "workflow", "task_queue", "update"}) {
    const auto* enums = pool->FindFileByName(std::string("temporal/api/enums/v1/") + file + ".proto");
    ASSERT_NE(enums, nullptr) << file;
    for (int i = 0; i < enums->enum_type_count(); ++i) {
      const EnumDescriptor& type = *enums->enum_type(i);
      for (int k = 0; k < type.value_count(); ++k) {
        EXPECT_EQ(find_enum_value(type, type.value(k)->name()), type.value(k));
        EXPECT_EQ(find_enum_value(type, pascal_case(type, *type.value(k))), type.value(k))
            << type.value(k)->name();
        ++seen;
      }
    }
  }
  EXPECT_GT(seen, 200);
}

TEST(EnumSpelling, a_name_of_another_enum_is_not_found) {
  const auto& type = *temporal::api::enums::v1::EventType_descriptor();
  EXPECT_EQ(find_enum_value(type, "StartToClose"), nullptr);
  EXPECT_EQ(find_enum_value(type, ""), nullptr);
}

TEST(EnumSpelling, words_leave_out_the_name_of_the_enum) {
  EXPECT_EQ(enum_words(*temporal::api::enums::v1::TimeoutType_descriptor(),
                       temporal::api::enums::v1::TIMEOUT_TYPE_START_TO_CLOSE),
            "start to close");
  EXPECT_EQ(enum_words(*temporal::api::enums::v1::TimeoutType_descriptor(), 99), "number 99");
}

}  // namespace
}  // namespace skald::history
