#include "skald/handle.h"

namespace skald {
namespace {

void ignore(const detail::Answer& /*unused*/) {}

}  // namespace

Async<void> WorkflowHandle::cancel_async(std::string reason) const {
  return {client_->cancel(run_, std::move(reason)), ignore};
}

Async<void> WorkflowHandle::terminate_async(std::string reason) const {
  return {client_->terminate(run_, std::move(reason)), ignore};
}

Async<void> WorkflowHandle::send_signal(std::string_view name, Payloads input) const {
  return {client_->signal(run_, std::string(name), std::move(input)), ignore};
}

Async<WorkflowDescription> WorkflowHandle::describe_async() const {
  return {client_->describe(run_), [](const detail::Answer& answer) { return *answer.description; }};
}

std::string WorkflowHandle::history_json() const { return client_->history(run_)->get().text; }

}  // namespace skald
