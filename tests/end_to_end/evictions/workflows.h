#pragma once

#include <skald/workflow.h>

#include <string>
#include <vector>

namespace skald::evictions {

std::string two_steps(const std::string& text);
std::string third_time_lucky();
std::string fails_for_good();
std::string second_attempt_in_time();
int naps(int count);
std::string waits_too_long();
std::string same_after_replay();
std::string gathers(const std::string& gates);
std::string three_at_once(const std::string& gates);
std::string fibers(const std::string& gates);
std::string first_of_two(const std::string& gates);
std::string two_signals();
int rounds(int left);
std::string cleans_up();
std::string waits_for_the_last_word(const std::string& gates);
std::string scope_in_vain(const std::string& gates);

/// A saga; `refuses` names the activity that fails.
struct Trip {
  std::vector<std::string> refuses;
  std::string gates;
};
BOOST_DESCRIBE_STRUCT(Trip, (), (refuses, gates))
std::string travel(const Trip& trip);

class Ballot {
 public:
  explicit Ballot(int wanted) : wanted_(wanted) {}
  std::string run();
  void vote(std::string name) { names_.push_back(std::move(name)); }

 private:
  int wanted_;
  std::vector<std::string> names_;
};

// Activities
std::string echo(const std::string& text);
std::string lucky_at_three();
std::string refuse();
std::string slow_at_first();
std::string gated(const std::string& gate);
std::string book_car(const Trip& trip);
void return_car(const std::string& booking);
std::string book_hotel(const Trip& trip);
void cancel_hotel(const Trip& trip);
std::string book_flight(const Trip& trip);

}  // namespace skald::evictions

template <>
struct skald::Interface<skald::evictions::Ballot> : skald::Workflow<&skald::evictions::Ballot::run, int>,
                                                    skald::Signals<&skald::evictions::Ballot::vote> {};
