#include "dsl/fiber/switch.h"

#include <cxxabi.h>

namespace skald::fiber {
namespace {

void note_arrival(Side& self, boost::context::detail::transfer_t arrival) {
  Side& came_from = *static_cast<Side*>(arrival.data);
  came_from.at = arrival.fctx;
  self.sanitizer.arrived_from(came_from.sanitizer);
}

}  // namespace

ExceptionState* exception_state_of_thread() {
  return reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

void switch_to(Side& from, Side& to, ExceptionState& of_thread, Leaving leaving) {
  from.exceptions = of_thread;
  of_thread = to.exceptions;
  from.sanitizer.leaving_to(to.sanitizer, leaving);
  note_arrival(from, boost::context::detail::jump_fcontext(to.at, &from));
}

void arrive_first_time(Side& self, boost::context::detail::transfer_t arrival) {
  note_arrival(self, arrival);
}

}  // namespace skald::fiber
