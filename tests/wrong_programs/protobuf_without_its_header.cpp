// error: include <skald/protobuf.h> to use protobuf messages as payloads
// told: IncludeProtobufHeader<Message>
#include "tests/wrong_programs/orders.h"

// What a generated message looks like to a compiler.
struct Message {
  std::string SerializeAsString() const;
  std::string GetTypeName() const;
};
Message activity();
void workflow() { skald::run<activity>(); }  // wrong
