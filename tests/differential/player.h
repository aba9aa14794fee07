#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/json.hpp>

#include "engine/service/service.h"
#include "tests/differential/calls.h"
#include "tests/scenario/world.h"

namespace skald::tests {

/// Plays a script against an engine of its own, call by call, as real_server.py does against a real server.
/// Where that one sleeps or waits for a task, this one moves the engine's clock.
class Player {
 public:
  /// The same file for both players: for each operation its RPC and the request that a step's is laid over.
  Player(boost::json::object operations, std::string name, service::Caller caller);

  /// One object for each step that makes a call: {"step": its number, "reply" or "error": …}.
  boost::json::array play(const boost::json::object& script);
  /// What the call that this step makes came to; nothing if it makes none.
  std::optional<boost::json::object> step(std::size_t number, const boost::json::object& step);
  /// What the newest run of this workflow waits for, with the engine's time in seconds: {"now", "is_open",
  /// "deadlines" (seconds), "workflow_task": {"queue", "is_sticky", "attempt"}, "activities": [queue]}.
  boost::json::object waits(const std::string& workflow_id);

 private:
  /// A call that may not be answered yet.
  struct Call {
    std::shared_ptr<Answer> answer;
    std::string rpc;
    boost::json::value request;
    service::Caller caller;
    bool is_poll = false;
    bool wants_all_pages = false;
    Duration patience{};
    std::string worker_key;
    /// Set when nobody waits for the answer any more.
    bool gave_up = false;
  };

  Call begin(std::size_t number, const boost::json::object& rules, const boost::json::object& step,
             const std::string& operation);
  boost::json::object end(Call call);
  boost::json::object read_on(const Call& call, boost::json::object page);
  boost::json::object keep(const std::string& name, boost::json::object result);
  /// The engine's clock moves in small steps, each finished before the next.
  void advance(Duration by);
  void settle();
  void give_up(Call& call);
  boost::json::value filled(const boost::json::value& value, std::size_t number) const;
  std::string looked_up(const std::string& path) const;

  const boost::json::object operations_;
  const std::string name_;
  const service::Caller caller_;
  World world_;
  service::Service service_;
  std::map<std::string, boost::json::value> saved_;
  std::map<std::string, Call> waiting_;
};

}  // namespace skald::tests
