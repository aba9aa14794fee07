#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "engine/runtime/shard.h"

/// What runs say to each other. A message goes to its receiver's shard, becomes a transition there, and its
/// answer comes back and becomes one here; until then due() goes on to list it. Nothing of this waits for the
/// gate: there is one log, so the receiver's row cannot be durable without the sender's.
namespace skald::runtime {

/// A message on its way.
struct Delivery {
  RunKey sender;
  core::Message message;
  core::Letter letter;
};

namespace {

using enum temporal::api::enums::v1::StartChildWorkflowExecutionFailedCause;

// How long a message waits that could not be delivered now.
constexpr Duration kPause = std::chrono::seconds(1);

RunKey key_of(const core::RunIdentity& identity) {
  return {{identity.namespace_name(), identity.workflow_id()}, identity.run_id()};
}

// What the sender makes of it when the message has arrived.
using Answer = std::function<core::Decision(const core::RunState& sender, const core::Context&)>;

// The receiver is gone for good: there is none, or it is damaged. Anything else passes.
bool is_gone(const Result<Run*>& found) {
  return found.ok() ? *found == nullptr : found.error().code == Code::kDataLoss;
}

Answer not_started(std::int64_t event_id) {
  return [event_id](const core::RunState& parent, const core::Context& context) {
    return core::decide_child_not_started(
        parent, event_id, START_CHILD_WORKFLOW_EXECUTION_FAILED_CAUSE_WORKFLOW_ALREADY_EXISTS, context);
  };
}

bool is_child(const core::RunState& run, const core::StartChild& start) {
  return run.started().parent_workflow_execution().run_id() == start.parent.run_id() &&
         run.started().parent_initiated_event_id() == start.initiated_event_id;
}

Answer started_before(const core::RunState& child, const core::StartChild& start) {
  core::TellStart news{child.identity(), start.initiated_event_id};
  news.child.set_run_id(child.started().first_execution_run_id());
  return [news](const core::RunState& parent, const core::Context& context) {
    return core::decide_child_started(parent, news, context);
  };
}

// Each takes one kind of message. Null: not now, it must come again. An empty function: the answer comes by
// another message.
class Taker {
 public:
  Taker(Shard& shard, const Result<Run*>& found) : shard_(shard), found_(found) {}

  std::optional<Answer> operator()(const core::StartChild& start) {
    if (!found_.ok()) return not_started(start.initiated_event_id);
    Run* current = *found_;
    std::optional<core::CurrentRun> known;
    if (current != nullptr) {
      if (is_child(current->state, start)) return started_before(current->state, start);
      known = core::CurrentRun{.run_id = current->key.run_id,
                               .first_execution_run_id = current->state.started().first_execution_run_id(),
                               .start_request_id = current->state.start_request_id(),
                               .status = current->state.status()};
    }
    const auto action = core::decide_start_action(start.request, known ? &*known : nullptr);
    const core::Context context = shard_.context();
    if (action.ok() && *action == core::StartAction::kStart) {
      shard_.start_run(core::decide_start_child(start, context));
      return Answer();
    }
    if (action.ok() && *action == core::StartAction::kTerminateAndStart) {
      auto end =
          core::decide_terminate(current->state, core::terminate_for_start(context.new_run_id), context);
      if (!end.ok()) return not_started(start.initiated_event_id);
      shard_.start_run(core::decide_start_child(start, context), current, std::move(*end));
      return Answer();
    }
    return not_started(start.initiated_event_id);
  }

  std::optional<Answer> operator()(const core::TellStart& message) {
    if (!is_gone(found_)) commit(core::decide_child_started((*found_)->state, message, shard_.context()));
    return core::decide_start_recorded;
  }

  std::optional<Answer> operator()(const core::TellEnd& message) {
    if (!is_gone(found_)) commit(core::decide_child_ended((*found_)->state, message, shard_.context()));
    return core::decide_parent_notified;
  }

  std::optional<Answer> operator()(const core::ClosePolicy& message) {
    if (!is_gone(found_)) commit(core::decide_close_policy((*found_)->state, message, shard_.context()));
    return [id = message.initiated_event_id](const core::RunState& parent, const core::Context& context) {
      return core::decide_close_policy_applied(parent, id, context);
    };
  }

  std::optional<Answer> operator()(const core::ExternalSignal& message) {
    return ask(message, core::decide_external_signal, core::decide_signal_answered);
  }

  std::optional<Answer> operator()(const core::ExternalCancel& message) {
    return ask(message, core::decide_external_cancel, core::decide_cancel_answered);
  }

 private:
  void commit(core::Decision decision) { shard_.commit(**found_, std::move(decision)); }

  template <class Message, class Decide, class Tell>
  std::optional<Answer> ask(const Message& message, Decide decide, Tell tell) {
    Result<core::Decision> decision = Error{Code::kNotFound, {}, {}};
    if (!is_gone(found_)) decision = decide((*found_)->state, message, shard_.context());
    std::optional<Error> error;
    if (decision.ok()) {
      commit(std::move(*decision));
    } else if (decision.error().code == Code::kResourceExhausted) {
      return {};
    } else {
      error = decision.error();
    }
    return [id = message.initiated_event_id, error, tell](const core::RunState& sender,
                                                          const core::Context& context) {
      return tell(sender, id, error ? &*error : nullptr, context);
    };
  }

  Shard& shard_;
  const Result<Run*>& found_;
};

}  // namespace

void Shard::send_messages(Run& run) {
  if (run.sent.empty() && run.due.messages.empty()) return;
  const std::vector<core::Message>& due = run.due.messages;
  std::erase_if(run.sent,
                [&](const core::Message& sent) { return !std::binary_search(due.begin(), due.end(), sent); });
  for (const core::Message& message : due) {
    if (!run.sent.insert(message).second) continue;
    auto delivery =
        std::make_shared<const Delivery>(Delivery{run.key, message, core::write_letter(run.state, message)});
    parts_.shard_of(key_of(delivery->letter.receiver).workflow).post([delivery](Shard& shard) {
      shard.deliver(delivery);
    });
  }
}

void Shard::deliver(const std::shared_ptr<const Delivery>& delivery) {
  with_run(key_of(delivery->letter.receiver), [delivery](Shard& self, const Result<Run*>& found) {
    std::optional<Answer> answer;
    if (found.ok() || is_gone(found)) answer = std::visit(Taker(self, found), delivery->letter.body);
    if (answer && !*answer) return;
    Shard& sender = self.parts_.shard_of(delivery->sender.workflow);
    sender.post([delivery, answer = std::move(answer)](Shard& shard) {
      shard.with_run(delivery->sender, [delivery, answer](Shard& own, Result<Run*> run) {
        if (!run.ok() || *run == nullptr) return;  // damaged, or deleted: nobody waits for it any more
        if (!answer) return own.send_again(**run, delivery->message);
        own.commit(**run, (*answer)((*run)->state, own.context()));
      });
    });
  });
}

void Shard::send_again(Run& run, const core::Message& message) {
  run.sent.erase(message);
  const Time at = parts_.options.clock->now() + kPause;
  const auto [entry, is_new] = armed_.try_emplace(run.number, Armed{at, run.key});
  if (!is_new && entry->second.at <= at) return;
  entry->second.at = at;
  wakes_.push({at, run.number});
}

// Nothing but its rows leads recovery to a closed run that has still to tell others of its end.
void Shard::keep_rows(Run& run) {
  const bool is_wanted = !run.is_open() && !run.due.messages.empty();
  if (is_wanted == (run.kept_from != 0)) return;
  if (is_wanted) {
    run.kept_from = run.last;
    parts_.pipeline.mark_uncovered(run.kept_from);
  } else {
    parts_.pipeline.unmark_uncovered(std::exchange(run.kept_from, 0));
  }
}

}  // namespace skald::runtime
