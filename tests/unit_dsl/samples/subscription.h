#pragma once

#include <skald/workflow.h>

struct Plan    { int seats = 1; };
struct Invoice { std::int64_t cents = 0; };
BOOST_DESCRIBE_STRUCT(Plan, (), (seats))
BOOST_DESCRIBE_STRUCT(Invoice, (), (cents))

// A workflow with state is a class: constructor takes the input, run() is the body, and its members are
// the signals, queries and updates. A query or a validator that is not const does not compile.
class Subscription {
 public:
  explicit Subscription(Plan plan);
  Invoice run();
  void    cancel(std::string reason);          // signal
  int     seats() const;                       // query
  int     add_seats(int n);                    // update
  void    check_add_seats(int n) const;        // its validator: throws to reject
};
template <> struct skald::Interface<Subscription>
    : skald::Workflow<&Subscription::run, Plan>,          // Plan: the constructor's parameter
      skald::Signals<&Subscription::cancel>,
      skald::Queries<&Subscription::seats>,
      skald::Updates<skald::Update<&Subscription::add_seats, &Subscription::check_add_seats>> {};
