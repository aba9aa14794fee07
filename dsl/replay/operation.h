#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "dsl/fiber/fiber.h"
#include "dsl/replay/scope.h"
#include "skald/detail/calls.h"

namespace skald::replay {
struct Run;
}

namespace skald::detail {

/// Something that will come to a result, and the fibers that wait for it.
class Operation : public std::enable_shared_from_this<Operation> {
 public:
  Operation(ScopeRef scope, Site site, std::uint32_t number)
      : scope_(std::move(scope)), site_(site), number_(number) {}
  virtual ~Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  bool is_ready() const { return result_.index() != kPending; }
  /// Precondition: is_ready. Throws what it failed with.
  const Payload& result() const;

  /// Asks it to end. Nothing happens if it has ended.
  virtual void cancel(replay::Run& run) = 0;
  virtual Outcome outcome() const = 0;
  /// "activity charge_card", for messages.
  virtual std::string describe() const = 0;
  /// The event that brought the result; 0 if none did.
  virtual std::int64_t result_event_id() const { return 0; }
  /// The id that activities have in history; empty for others.
  virtual std::string activity_id() const { return {}; }

  const Scope& scope() const { return *scope_; }
  Site site() const { return site_; }
  /// Counts the operations of a run, in order of calls: ids are made of it.
  std::uint32_t number() const { return number_; }
  void renumber(std::uint32_t number) { number_ = number; }

  void add_waiter(fiber::Fiber* fiber) { waiters_.push_back(fiber); }
  void remove_waiter(fiber::Fiber* fiber);

 protected:
  const ScopeRef& scope_ref() const { return scope_; }
  /// Both wake the waiters in the order in which they came. Precondition: not ready.
  void succeed(replay::Run& run, Payload value);
  void fail(replay::Run& run, std::exception_ptr error);

 private:
  static constexpr std::size_t kPending = 0;
  void wake(replay::Run& run);

  std::variant<std::monostate, Payload, std::exception_ptr> result_;
  std::vector<fiber::Fiber*> waiters_;
  ScopeRef scope_;
  Site site_;
  std::uint32_t number_;
};

}  // namespace skald::detail
