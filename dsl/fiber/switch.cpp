#include "dsl/fiber/switch.h"

#include <cxxabi.h>

namespace skald::fiber {

ExceptionState* exception_state_of_thread() {
  return reinterpret_cast<ExceptionState*>(abi::__cxa_get_globals());
}

}  // namespace skald::fiber
