#include "tools/bench/workloads.h"

#include <skald/saga.h>

namespace skald::bench {
namespace {

using namespace std::chrono_literals;

}  // namespace

std::string weigh(const Parcel& parcel) { return "weighed-" + parcel.id; }
std::string book(const Parcel& parcel) { return "booked-" + parcel.id; }
void unbook(const std::string&) {}
std::string charge(const Parcel& parcel) { return "charged-" + parcel.id; }
void refund(const std::string&) {}

std::string one_step(const Parcel& parcel) { return skald::run<weigh>({.start_to_close = 30s}, parcel); }

std::string three_steps(const Parcel& parcel) {
  return skald::saga({.start_to_close = 30s}, [&](skald::Saga& saga) {
    auto booking = saga.step<book, unbook>(parcel);
    auto payment = saga.step<charge, refund>(parcel);
    return booking + payment + saga.step<weigh>(parcel);
  });
}

std::string Waiting::run() {
  skald::wait_for([this] { return proceeds_; });
  return parcel_.id;
}

int sequence(int count) {
  const Parcel parcel = sample_parcel("sequence");
  std::size_t letters = 0;
  for (int i = 0; i < count; ++i) letters += skald::run<weigh>({.start_to_close = 30s}, parcel).size();
  return static_cast<int>(letters);
}

int sleeper(int milliseconds) {
  skald::sleep(std::chrono::milliseconds(milliseconds));
  return milliseconds;
}

Parcel sample_parcel(const std::string& id) {
  return {.id = id,
          .address =
              "Njal Thorgeirsson, Bergthorshvoll, between the river and the sea, where the three "
              "brooks meet, second gate on the left, ring twice, 860 Hvolsvollur, Iceland",
          .grams = 1250};
}

}  // namespace skald::bench
