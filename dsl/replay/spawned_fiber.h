#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "dsl/replay/operation.h"

namespace skald::replay {

/// A fiber that the author spawned, as an operation: ready when it has ended, also when its scope is
/// cancelled, so that what it does to clean up is waited for. Makes no command.
class SpawnedFiber : public detail::Operation {
 public:
  SpawnedFiber(std::function<Payload()> body, detail::ScopeRef scope, Site site, std::uint32_t number)
      : Operation(std::move(scope), site, number),
        own_scope_(std::make_shared<detail::Scope>(scope_ref(), false)),
        body_(std::move(body)) {}

  /// Makes the fiber. Which fiber runs which body is decided when they begin: first come, first served from
  /// Run::unstarted.
  static std::shared_ptr<SpawnedFiber> start(Run& run, std::function<Payload()> body, Site site);

  /// Cancels the scope in which its body runs.
  void cancel(Run& run) override;
  detail::Outcome outcome() const override { return outcome_; }
  std::string describe() const override { return "spawned fiber"; }

 private:
  static void run_first_unstarted(Run& run);
  void execute(Run& run);
  /// An error that nobody can ever see is a defect of the program, not of the story.
  static void report_unseen(Run& run, const std::exception_ptr& error);

  detail::ScopeRef own_scope_;
  std::function<Payload()> body_;
  detail::Outcome outcome_ = detail::Outcome::kUnknown;
};

}  // namespace skald::replay
