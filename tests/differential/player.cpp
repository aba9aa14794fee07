#include "tests/differential/player.h"

#include <future>
#include <stdexcept>

namespace skald::tests {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr Duration kTick = 50ms;
constexpr Duration kPollPatience = 8s;
constexpr Duration kCallPatience = 45s;
// How much later than its deadline a client may get the engine's own answer to it.
constexpr Duration kGrace = 200ms;
// Of real time, for what the engine is about to answer without its clock moving.
constexpr std::chrono::milliseconds kAnswerPatience{3};

runtime::Options options() {
  runtime::Options result;
  // As the real server has it; ours continues at once by default.
  result.limits.continue_as_new_spacing = 1s;
  return result;
}

Duration seconds(const json::value& value) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(value.to_number<double>()));
}

// `over` laid over `base`: objects are merged, null removes, everything else replaces.
json::value merged(const json::value& base, const json::value& over) {
  if (!base.is_object() || !over.is_object()) return over;
  json::object result = base.get_object();
  for (const auto& [key, value] : over.get_object()) {
    if (value.is_null()) {
      result.erase(key);
    } else {
      const json::value* below = result.if_contains(key);
      result[key] = below == nullptr ? value : merged(*below, value);
    }
  }
  return result;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// "~~1000": a text so long; "~1000": base64 of so many bytes.
std::string long_text(const std::string& text) {
  const std::size_t size = std::stoul(text.substr(text.find_first_not_of('~')));
  if (text.starts_with("~~")) return std::string(size, 'x');
  std::string base64;
  for (std::size_t i = 0; i < size / 3; ++i) base64 += "eHh4";
  if (size % 3 == 1) base64 += "eA==";
  if (size % 3 == 2) base64 += "eHg=";
  return base64;
}

// A client that reads histories: it is shown what is recorded and nothing virtual, and the close event as it
// stands there.
void as_reader(service::Caller& caller) {
  caller.client_name = "temporal-cli";
  caller.follows_next_run = true;
}

std::string text_or(const json::object& object, const char* key, const std::string& otherwise) {
  const json::value* value = object.if_contains(key);
  return value == nullptr ? otherwise : std::string(value->as_string());
}

// A step speaks of a reply, or of a field of one, that there is not.
class NoSuchReply : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

double in_seconds(Time time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

json::object to_json(Time now, bool is_open, const core::DueSet& due) {
  json::array deadlines;
  json::array activities;
  if (due.deadline) deadlines.push_back(in_seconds(*due.deadline));
  for (const core::ReadyActivity& each : due.activities) {
    if (each.not_before > now) deadlines.push_back(in_seconds(each.not_before));
    activities.push_back(json::value(each.task_queue));
  }
  json::object result{
      {"now", in_seconds(now)}, {"is_open", is_open}, {"deadlines", deadlines}, {"activities", activities}};
  if (due.workflow_task) {
    result["workflow_task"] = json::object{{"queue", due.workflow_task->task_queue},
                                           {"is_sticky", due.workflow_task->is_sticky},
                                           {"attempt", due.workflow_task->attempt}};
  }
  return result;
}

}  // namespace

Player::Player(json::object operations, std::string name, service::Caller caller)
    : operations_(std::move(operations)),
      name_(std::move(name)),
      caller_(caller),
      world_(std::string(), options()),
      service_(world_.engine()) {}

json::array Player::play(const json::object& script) {
  json::array results;
  std::size_t number = 0;
  for (const json::value& each : script.at("steps").as_array()) {
    auto result = step(number, each.as_object());
    if (result) {
      (*result)["step"] = number;
      results.push_back(std::move(*result));
    }
    ++number;
  }
  return results;
}

std::optional<json::object> Player::step(std::size_t number, const json::object& step) try {
  if (const json::value* time = step.if_contains("sleep")) {
    advance(seconds(*time));
    return std::nullopt;
  }
  if (const json::value* awaited = step.if_contains("await")) {
    const std::string name(awaited->as_string());
    const auto found = waiting_.find(name);
    if (found == waiting_.end()) throw NoSuchReply(name);
    return keep(name, end(waiting_.extract(found).mapped()));
  }
  for (const auto& [operation, rules] : operations_) {
    if (!step.contains(operation)) continue;
    const std::string name = text_or(step, "as", text_or(rules.as_object(), "as", ""));
    Call call = begin(number, rules.as_object(), step, operation);
    if (!step.contains("async")) return keep(name, end(call));
    waiting_.insert_or_assign(name, std::move(call));
    settle();
    return std::nullopt;
  }
  throw std::runtime_error("step " + std::to_string(number) + " is no operation");
} catch (const NoSuchReply& missing) {
  return json::object{{"missing", missing.what()}};
}

json::object Player::waits(const std::string& workflow_id) {
  settle();
  runtime::Engine& engine = world_.engine();
  const runtime::RunKey key{{"default", workflow_id}, {}};
  std::promise<std::pair<bool, core::DueSet>> promise;
  engine.shard_of(key.workflow).post([&](runtime::Shard& shard) {
    shard.with_run(key, [&](runtime::Shard&, Result<runtime::Run*> found) {
      if (!found.ok() || *found == nullptr) return promise.set_value({});
      promise.set_value({(*found)->is_open(), core::due((*found)->state)});
    });
  });
  const auto [is_open, due] = promise.get_future().get();
  return to_json(engine.options().clock->now(), is_open, due);
}

Player::Call Player::begin(std::size_t number, const json::object& rules, const json::object& step,
                           const std::string& operation) {
  Call call;
  call.rpc = rules.at("rpc").as_string();
  call.is_poll = rules.contains("poll");
  call.wants_all_pages = rules.contains("all_pages");
  call.patience = call.is_poll ? kPollPatience : kCallPatience;
  if (call.is_poll && step.contains("timeout")) call.patience = seconds(step.at("timeout"));
  call.request = filled(merged(rules.at("request"), step.at(operation)), number);
  if (call.is_poll) {
    call.worker_key = "poll-" + std::to_string(number);
    call.request.as_object()["workerInstanceKey"] = call.worker_key;
  }
  call.caller = caller_;
  if (!rules.contains("plain")) as_reader(call.caller);
  if (!call.is_poll && step.contains("timeout")) {
    call.caller.deadline = world_.engine().options().clock->now() + seconds(step.at("timeout"));
  }
  call.answer = tests::call(service_, call.caller, call.rpc, call.request);
  return call;
}

json::object Player::end(Call call) {
  for (Duration waited{};; waited += kTick) {
    settle();
    give_up(call);
    if (call.gave_up)
      return {{"error", json::object{{"code", "DEADLINE_EXCEEDED"}, {"message", "Deadline Exceeded"}}}};
    if (auto result = call.answer->wait(kAnswerPatience)) return read_on(call, std::move(*result));
    if (waited >= call.patience) break;
    advance(kTick);
  }
  if (!call.is_poll) throw std::runtime_error(call.rpc + " was not answered");
  end_polls(service_, call.worker_key);
  auto result = call.answer->wait(10s);
  if (!result) throw std::runtime_error("an ended poll was not answered");
  return *result;
}

// The other pages of a history.
json::object Player::read_on(const Call& call, json::object result) {
  if (!call.wants_all_pages || !result.contains("reply")) return result;
  json::object& reply = result["reply"].as_object();
  while (const json::value* token = reply.if_contains("nextPageToken")) {
    json::value request = call.request;
    request.as_object()["nextPageToken"] = *token;
    auto more = tests::call(service_, call.caller, call.rpc, request)->wait(10s);
    if (!more || !more->contains("reply")) throw std::runtime_error("a page of the history is missing");
    json::object& page = (*more)["reply"].as_object();
    for (const json::value& event : page["history"].as_object()["events"].as_array()) {
      reply["history"].as_object()["events"].as_array().push_back(event);
    }
    reply.erase("nextPageToken");
    if (page.contains("nextPageToken")) reply["nextPageToken"] = page["nextPageToken"];
  }
  return result;
}

json::object Player::keep(const std::string& name, json::object result) {
  if (!name.empty() && result.contains("reply")) saved_[name] = result["reply"];
  return result;
}

void Player::advance(Duration by) {
  settle();
  for (Duration passed{}; passed < by; passed += kTick) {
    world_.advance(std::min(kTick, by - passed));
    settle();
    for (auto& [name, call] : waiting_) give_up(call);
  }
}

// Clients hear nothing that comes after their deadline.
void Player::give_up(Call& call) {
  if (!call.caller.deadline || call.answer->wait(std::chrono::milliseconds(0))) return;
  const Time now = world_.engine().options().clock->now();
  call.gave_up = call.gave_up || now > *call.caller.deadline + kGrace;
}

// Until the engine has done what the calls and the clock so far lead to: a question about the workflow is
// answered after that, and when it is durable. Twice, because what a deadline made ready goes through the
// shard once more.
void Player::settle() {
  for (int i = 0; i < 2; ++i) (void)world_.describe("w-" + name_).ok();
}

json::value Player::filled(const json::value& value, std::size_t number) const {
  if (const auto* object = value.if_object()) {
    json::object result;
    for (const auto& [key, each] : *object) {
      const std::string name = key.starts_with('$') ? looked_up(key.substr(1)) : std::string(key);
      result[name] = filled(each, number);
    }
    return result;
  }
  if (const auto* array = value.if_array()) {
    json::array result;
    for (const json::value& each : *array) result.push_back(filled(each, number));
    return result;
  }
  if (!value.is_string()) return value;
  std::string text(value.get_string());
  if (text.starts_with('$')) return json::value(looked_up(text.substr(1)));
  if (text.starts_with('~')) return json::value(long_text(text));
  const std::string kept(1, '\0');
  replace(text, "@@", kept);
  replace(text, "@", "-" + name_);
  replace(text, kept, "@");
  replace(text, "#", std::to_string(number));
  return json::value(text);
}

// "task.taskToken": a field of what was saved as `task`; "task.queries.*": the first key of a map.
std::string Player::looked_up(const std::string& path) const {
  const std::size_t dot = path.find('.');
  const auto reply = saved_.find(path.substr(0, dot));
  if (reply == saved_.end()) throw NoSuchReply(path);
  const json::value* found = &reply->second;
  for (std::size_t from = dot; from != std::string::npos;) {
    const std::size_t next = path.find('.', from + 1);
    const std::string part = path.substr(from + 1, next == std::string::npos ? next : next - from - 1);
    const json::object& object = found->as_object();
    if (object.empty() || (part != "*" && !object.contains(part))) throw NoSuchReply(path);
    if (part == "*") return std::string(object.begin()->key());
    found = &object.at(part);
    from = next;
  }
  return std::string(found->as_string());
}

}  // namespace skald::tests
