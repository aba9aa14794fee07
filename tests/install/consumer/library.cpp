#include <skald/library.h>

#include "greetings.h"

SKALD_WORKFLOWS(registry) {
  registry.add_workflows<greet>();
  registry.add_activities<greeting>();
}
