#include <skald/client.h>
#include <skald/engine.h>
#include <skald/worker.h>

#include <cstdio>

#include "greetings.h"

int main(int count, char** arguments) {
  if (count != 2) {
    std::fprintf(stderr, "usage: greet NAME\n");
    return 2;
  }
  skald::Engine engine{"greetings.db"};
  skald::Worker worker{engine, "greetings"};
  worker.add_workflows<greet>();
  worker.add_activities<greeting>();
  worker.start();
  skald::Client client{engine};
  const auto handle =
      client.start<greet>({.id = "greeting", .task_queue = "greetings"}, std::string(arguments[1]));
  std::printf("%s\n", handle.result().c_str());
}
