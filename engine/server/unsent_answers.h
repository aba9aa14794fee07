#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace skald::server {

class Call;

/// The answers that gRPC holds because their callers have not read them. Together they stay below a limit,
/// and who reads slowly pays for it: beyond the limit those that were not read for 5 s are cut off; if that
/// is not enough, the connection that holds most gets no further answers to what it only reads, or loses its
/// oldest ones. Any thread.
class UnsentAnswers {
 public:
  /// Smaller ones are not counted: the number of calls under way bounds them.
  static constexpr std::size_t kSmall = 4u << 10;

  explicit UnsentAnswers(std::size_t limit) : limit_(limit) {}

  /// What is lost if there is no room for an answer.
  enum class Loss { kNothing, kKnowledge };

  /// Before the answer of this call is given to gRPC. False, only if nothing is lost by it: there is no room,
  /// the caller is to ask again.
  bool add(std::shared_ptr<Call> call, const std::string& connection, std::size_t bytes, Loss loss);
  /// The call has ended.
  void remove(const Call* call);
  std::size_t bytes() const;

 private:
  struct Answer {
    std::shared_ptr<Call> call;
    std::size_t bytes = 0;
    std::chrono::steady_clock::time_point since;
  };
  struct Connection {
    std::size_t bytes = 0;
    std::map<std::uint64_t, Answer> answers;  // by age
  };
  using Connections = std::unordered_map<std::string, Connection>;
  struct Place {
    std::string connection;
    std::uint64_t number = 0;
  };

  void cut_unread();
  void cut_oldest(Connections::iterator connection);
  Connections::iterator largest();
  Connections::iterator with_oldest();
  void forget(Connections::iterator connection, std::uint64_t number);

  const std::size_t limit_;
  // A call that is cut may end, and so be removed, on the same thread.
  mutable std::recursive_mutex mutex_;
  // Under mutex_:
  std::size_t bytes_ = 0;
  std::uint64_t next_number_ = 0;
  Connections connections_;
  std::unordered_map<const Call*, Place> places_;
};

}  // namespace skald::server
