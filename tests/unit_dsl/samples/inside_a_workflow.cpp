#include "orders.h"
#include "subscription.h"

using namespace std::chrono_literals;
using orders::Order;

struct Quote { std::int64_t cents = 0; };
BOOST_DESCRIBE_STRUCT(Quote, (), (cents))

Quote get_quote(const Order& order);
int a(const Order& order);
std::string b(int x);

class Approval {
 public:
  explicit Approval(Plan plan) : plan_(plan) {}
  void run();
  void approve() { approved_ = true; }

 private:
  Plan plan_;
  bool approved_ = false;
};

void Approval::run() {
  const Order o{"o-1", "sku", 1, 100}, order = o;
  const skald::ActivityOptions options{.start_to_close = 5s};
  const auto plan = plan_;
  const int x = 3;

  // inside a workflow: everything blocks the fiber, never the thread
  auto quote   = skald::run<get_quote>({.start_to_close = 30s}, order);        // call an activity
  auto pending = skald::start<get_quote>(options, order);                      // Future<Quote>
  auto quotes  = skald::all(skald::start<a>(options, o), skald::start<b>(options, x));
  if (skald::any(pending, skald::timer(10s)) == pending) { pending.get(); }
  bool ok      = skald::wait_for(24h, [&] { return approved_; });
  skald::sleep(30 * 24h);   skald::now();   skald::uuid();   skald::random();
  skald::spawn([&] { skald::log().info(std::get<1>(quotes)); }).get();         // a deterministic fiber
  if (ok) return;
  if (quote.cents > 0) throw skald::continue_as_new<Subscription>(plan);
}
