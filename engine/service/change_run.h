#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "engine/service/refusals.h"
#include "engine/service/service.h"

namespace skald::service {

/// The way of every request that changes one run: load, decide, commit, answer when durable.
///
/// `decide(state, context)` gives a Result of core::Decision or of a type derived from it; `answer(run,
/// decision)` makes the response after the transition was applied. Refusals wait for the gate as well: they
/// tell of the run's state.
template <class Response, class Decide, class Answer>
void change_run(runtime::Engine& engine, const runtime::RunKey& key, bool waits_for_gate,
                Reply<Response> reply, Decide decide, Answer answer,
                runtime::Shard::Damaged damaged = runtime::Shard::Damaged::kRefused) {
  // One allocation holds the call: closures that carry messages would copy them at every hand-over.
  struct Call {
    runtime::RunKey key;
    Reply<Response> reply;
    Decide decide;
    Answer answer;
  };
  auto call = std::make_shared<Call>(Call{key, std::move(reply), std::move(decide), std::move(answer)});
  auto use = [call, waits_for_gate](runtime::Shard& shard, Result<runtime::Run*> found) {
    if (!found.ok()) return call->reply(std::move(found).error());
    if (*found == nullptr) return call->reply(run_not_found(call->key));
    runtime::Run& run = **found;
    auto decision = call->decide(run.state, shard.context());
    if (!decision.ok()) {
      return shard.when_durable(run, [call, error = std::move(decision).error()] { call->reply(error); });
    }
    std::optional<Error> refusal = decision->refusal;
    shard.commit(run, std::move(*decision));
    Result<Response> result =
        refusal ? Result<Response>(std::move(*refusal)) : Result<Response>(call->answer(run, *decision));
    if (!waits_for_gate) return call->reply(std::move(result));
    shard.when_durable(run, [call, result = std::move(result)]() mutable { call->reply(std::move(result)); });
  };
  engine.shard_of(key.workflow).post([call, use, damaged](runtime::Shard& shard) {
    shard.with_run(call->key, use, damaged);
  });
}

}  // namespace skald::service
