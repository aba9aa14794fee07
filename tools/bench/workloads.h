#pragma once

#include <skald/workflow.h>

#include <string>

/// The workflows and activities that are measured.
namespace skald::bench {

struct Parcel {
  std::string id;
  std::string address;
  int grams = 0;
};
BOOST_DESCRIBE_STRUCT(Parcel, (), (id, address, grams))

std::string weigh(const Parcel& parcel);
std::string book(const Parcel& parcel);
void unbook(const std::string& booking);
std::string charge(const Parcel& parcel);
void refund(const std::string& charge);

/// One activity.
std::string one_step(const Parcel& parcel);
/// A saga of three steps.
std::string three_steps(const Parcel& parcel);
/// Waits for a signal, for ever.
class Waiting {
 public:
  explicit Waiting(Parcel parcel) : parcel_(std::move(parcel)) {}
  std::string run();
  void proceed() { proceeds_ = true; }

 private:
  Parcel parcel_;
  bool proceeds_ = false;
};
/// `count` activities one after another.
int sequence(int count);
/// Sleeps, then returns.
int sleeper(int milliseconds);

/// An input of about 200 bytes of JSON.
Parcel sample_parcel(const std::string& id);

}  // namespace skald::bench

template <>
struct skald::Interface<skald::bench::Waiting>
    : skald::Workflow<&skald::bench::Waiting::run, skald::bench::Parcel>,
      skald::Signals<&skald::bench::Waiting::proceed> {};
