#include "skald/protobuf.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

template <>
inline constexpr bool skald::binary_protobuf<google::protobuf::Int32Value> = true;

namespace skald::tests {
namespace {

using google::protobuf::Int32Value;
using google::protobuf::ListValue;
using google::protobuf::StringValue;

template <class T>
std::string problem_of(const Payload& payload) {
  try {
    Converter<T>::decode(payload);
    return {};
  } catch (const PayloadError& error) {
    return error.what();
  }
}

TEST(Protobuf, a_message_is_json_with_its_type) {
  ListValue list;
  list.add_values()->set_string_value("x");
  const auto payload = Converter<ListValue>::encode(list);
  EXPECT_EQ(payload.metadata.at("encoding"), "json/protobuf");
  EXPECT_EQ(payload.metadata.at("messageType"), "google.protobuf.ListValue");
  EXPECT_EQ(payload.data, R"(["x"])");
  EXPECT_EQ(Converter<ListValue>::decode(payload).values(0).string_value(), "x");
}

TEST(Protobuf, a_message_is_binary_on_request_and_both_forms_are_read) {
  Int32Value seven;
  seven.set_value(7);
  const auto payload = Converter<Int32Value>::encode(seven);
  EXPECT_EQ(payload.metadata.at("encoding"), "binary/protobuf");
  EXPECT_EQ(Converter<Int32Value>::decode(payload).value(), 7);
  EXPECT_EQ(Converter<Int32Value>::decode({{{"encoding", "json/protobuf"}}, "7"}).value(), 7);
}

TEST(Protobuf, another_message_or_encoding_is_refused) {
  EXPECT_EQ(problem_of<StringValue>(Converter<Int32Value>::encode({})),
            "expected the message google.protobuf.StringValue, found google.protobuf.Int32Value");
  EXPECT_EQ(problem_of<StringValue>({{{"encoding", "json/plain"}}, "\"x\""}),
            "expected a payload in json/protobuf, found json/plain");
  EXPECT_EQ(problem_of<Int32Value>({{{"encoding", "binary/protobuf"}}, "\xff"}),
            "google.protobuf.Int32Value: not a protobuf message");
  EXPECT_NE(problem_of<Int32Value>({{{"encoding", "json/protobuf"}}, "\"many\""}), "");
}

}  // namespace
}  // namespace skald::tests
