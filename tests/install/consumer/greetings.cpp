#include "greetings.h"

#include <skald/workflow.h>

#include <chrono>

std::string greeting(const std::string& name) { return "Hello, " + name; }

std::string greet(const std::string& name) {
  return skald::run<greeting>({.start_to_close = std::chrono::seconds(5)}, name);
}
