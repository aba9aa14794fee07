#include <fmt/core.h>
#include <skald/connect.h>
#include <skald/worker.h>

#include <csignal>
#include <cstdio>

#include "orders.h"

namespace {

using namespace orders;

/// Works until SIGTERM or Ctrl-C.
void run(const char* address) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  // Before any thread is made: the others inherit it.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  const auto server = skald::connect(address);
  skald::Worker worker{server, "orders"};
  worker.add_workflows<place_order>();
  worker.add_activities<reserve_stock, release_stock, charge_card, refund_card>();
  worker.start();
  int which = 0;
  sigwait(&signals, &which);
  worker.stop();  // finishes what it holds and takes nothing new
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) {
    fmt::print(stderr,
               "usage: order_worker <host:port>\n"
               "Works on the orders of the server at that address. Start as many as you like, in the folder\n"
               "of order_client: they share its shop.db.\n");
    return 2;
  }
  try {
    run(arguments[1]);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "order_worker: {}\n", error.what());
    return 2;
  }
}
