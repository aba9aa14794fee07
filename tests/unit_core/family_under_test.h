#pragma once

#include <string>

#include "engine/core/messages.h"
#include "tests/unit_core/run_under_test.h"

namespace skald::core::test {

Command start_child(const std::string& workflow_id,
                    enums::ParentClosePolicy policy = enums::PARENT_CLOSE_POLICY_UNSPECIFIED);
Command signal_external(const std::string& workflow_id, const std::string& name = "go");
Command cancel_external(const std::string& workflow_id);

/// The only message that the run has to tell others; the test fails if there is another number of them.
Message only_message(const RunUnderTest& run);
/// Starts the child that the parent's only message asks for. The parent does not know yet.
RunUnderTest born(const RunUnderTest& parent);
/// The parent writes down that its child started, and the child hears of that.
void introduce(RunUnderTest& child, RunUnderTest& parent);
/// The child's end reaches its parent, and the child hears that it did.
void report_end(RunUnderTest& child, RunUnderTest& parent);
/// The parent's end reaches its child, and the parent hears that it did.
void apply_policy(RunUnderTest& parent, RunUnderTest& child);

template <class Body>
Body letter(const RunUnderTest& sender) {
  return std::get<Body>(write_letter(sender.state(), only_message(sender)).body);
}

/// A parent with one child whose start it knows, between tasks.
struct Family {
  explicit Family(enums::ParentClosePolicy policy = enums::PARENT_CLOSE_POLICY_UNSPECIFIED);
  RunUnderTest parent;
  RunUnderTest child;
};

}  // namespace skald::core::test
