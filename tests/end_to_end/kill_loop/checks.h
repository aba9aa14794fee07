#pragma once

#include <skald/registry.h>

#include <set>
#include <string>
#include <vector>

#include "tests/end_to_end/connection_calls.h"

namespace skald::kill_loop {

/// What a file holds when all is over, against what the ledger says. Problems are sentences.
class Checks {
 public:
  Checks(workers::Connection& connection, const Registry& registry,
         const std::vector<std::vector<std::string>>& ledger);

  const std::vector<std::string>& problems() const { return problems_; }
  /// How much there was to check.
  std::size_t runs() const { return runs_; }
  std::size_t activities() const { return activities_; }
  std::size_t acknowledged(const std::string& word) const;

 private:
  using History = temporal::api::history::v1::History;

  void check_run(const end_to_end::RunName& run, const History& history);
  void check_activities(const end_to_end::RunName& run, const History& history);
  void check_replay(const end_to_end::RunName& run, const History& history);
  void note_signals(const History& history);
  void note_start(const end_to_end::RunName& run, const History& history);
  void check_attempts_are_unique();
  void check_acknowledged();
  void problem(std::string text) { problems_.push_back(std::move(text)); }

  const Registry& registry_;
  const std::vector<std::vector<std::string>>& ledger_;
  std::set<std::string> returned_;            // "run activity attempt token"
  std::set<std::string> known_runs_;          // "workflow run"
  std::set<std::string> started_;             // workflows
  std::set<std::string> outcomes_;            // "workflow outcome"
  std::set<std::string> cancel_requested_;    // "workflow run"
  std::multiset<std::string> signal_tokens_;  // in histories
  std::vector<std::string> problems_;
  std::size_t runs_ = 0;
  std::size_t activities_ = 0;
};

}  // namespace skald::kill_loop
