#pragma once

#include <google/protobuf/message.h>

#include <random>
#include <string>
#include <vector>

namespace skald::fuzz {

/// Fills messages with what callers would hardly send: any field set or not, numbers at their limits,
/// enumerators that do not exist, texts that are empty, long, broken, or known to the server from an earlier
/// answer.
class RandomMessage {
 public:
  explicit RandomMessage(std::uint64_t seed) : random_(seed) {}

  /// Texts and bytes that the server knows (tokens, ids): used again from then on.
  void learn(std::string text);
  /// Takes all texts out of an answer.
  void learn_from(const google::protobuf::Message& answer);

  void fill(google::protobuf::Message& message) { fill(message, 0); }
  /// Sets one field, at most one level deep.
  void set_field(google::protobuf::Message& message, const google::protobuf::FieldDescriptor& field) {
    set_field(message, field, kDeepest - 1);
  }
  /// Changes one field somewhere inside.
  void mutate(google::protobuf::Message& message);
  /// Serialised, and now and then with flipped, cut or doubled bytes.
  std::string bytes_of(const google::protobuf::Message& message);

  /// One of `count`, each alike.
  std::size_t pick(std::size_t count);

 private:
  using Field = google::protobuf::FieldDescriptor;
  static constexpr int kDeepest = 12;

  bool one_in(std::size_t times) { return pick(times) == 0; }
  void fill(google::protobuf::Message& message, int depth);
  void set_field(google::protobuf::Message& message, const Field& field, int depth);
  void set_scalar(google::protobuf::Message& message, const Field& field);
  std::string text(const Field& field);
  std::int64_t number();

  std::mt19937_64 random_;
  std::vector<std::string> known_;
};

}  // namespace skald::fuzz
