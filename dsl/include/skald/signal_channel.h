#pragma once

#include <optional>
#include <string>
#include <utility>

#include "skald/detail/calls.h"
#include "skald/detail/signal_box.h"
#include "skald/detail/signature.h"

namespace skald {

/// Signals of one name in a function workflow, in the order in which they came; none is lost that came
/// earlier than anybody asked. Class workflows have members for signals instead.
template <class T>
class SignalChannel {
 public:
  /// `name` is what senders call the signal. UsageError outside a workflow.
  explicit SignalChannel(std::string name)
      : name_(std::move(name)), waiting_(&detail::current_signal_box().waiting(name_)) {}

  /// Waits for the next signal. Suspends. Can be cancelled: with the current scope, then CancelledError.
  /// Records nothing: the signal itself is in the history. One whose payload is no T fails the workflow task.
  T receive(Site site = Site::current()) const {
    detail::wait_until(
        {}, [this] { return !waiting_->empty(); }, site);
    return take();
  }

  /// The next signal if it comes within `timeout`; suspends, can be cancelled as receive(), and records a
  /// timer.
  std::optional<T> receive_for(Duration timeout, Site site = Site::current()) const {
    if (!waiting_->empty()) return take();
    const bool came = timeout > Duration{} && detail::wait_until(
                                                  timeout, [this] { return !waiting_->empty(); }, site);
    return came ? std::optional<T>(take()) : std::nullopt;
  }

 private:
  T take() const {
    const auto input = std::move(waiting_->front());
    waiting_->pop_front();
    std::string problem;
    try {
      return std::get<0>(detail::decode_arguments<detail::Types<T>>(input, name_));
    } catch (const PayloadError& error) {
      problem = error.what();
    }
    detail::refuse_payload(nullptr, "signal " + name_ + ": " + problem);
  }

  std::string name_;
  std::deque<Payloads>* waiting_;
};

/// auto approvals = skald::signal_channel<Approval>("approve");
template <class T>
SignalChannel<T> signal_channel(std::string name) {
  return SignalChannel<T>(std::move(name));
}

}  // namespace skald
