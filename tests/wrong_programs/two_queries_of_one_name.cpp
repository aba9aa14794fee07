// error: two queries have one name
#include "tests/wrong_programs/orders.h"

class Plan {
 public:
  explicit Plan(int seats);
  void run();
  void cancel(std::string reason);
  int seats();
  int free_seats() const;
  int add(int n);
  void check_add(int n);
};

template <>
struct skald::Interface<Plan>
    : skald::Workflow<&Plan::run, int>, skald::Queries<&Plan::free_seats, &Plan::free_seats> {};  // wrong
