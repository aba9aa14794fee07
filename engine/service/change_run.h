#pragma once

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
                Reply<Response> reply, Decide decide, Answer answer) {
  if (Status disk = check_disk(engine); !disk.ok()) return reply(std::move(disk).error());
  auto use = [key, waits_for_gate, reply = std::move(reply), decide = std::move(decide),
              answer = std::move(answer)](runtime::Shard& shard, Result<runtime::Run*> found) {
    if (!found.ok()) return reply(std::move(found).error());
    if (*found == nullptr) return reply(run_not_found(key));
    runtime::Run& run = **found;
    auto decision = decide(run.state, shard.context());
    if (!decision.ok()) {
      return shard.when_durable(run, [reply, error = std::move(decision).error()] { reply(error); });
    }
    std::optional<Error> refusal = decision->refusal;
    shard.commit(run, std::move(*decision));
    Result<Response> result =
        refusal ? Result<Response>(std::move(*refusal)) : Result<Response>(answer(run, *decision));
    if (!waits_for_gate) return reply(std::move(result));
    shard.when_durable(run, [reply, result = std::move(result)] { reply(result); });
  };
  engine.shard_of(key.workflow).post([key, use = std::move(use)](runtime::Shard& shard) {
    shard.with_run(key, use);
  });
}

}  // namespace skald::service
