#pragma once

#include <memory>
#include <string>

#include "skald/detail/connection_source.h"
#include "skald/detail/pending_answer.h"
#include "skald/start_options.h"
#include "skald/workflow_description.h"
#include "skald/workflow_list.h"

namespace skald {

/// How a client works.
struct ClientOptions {
  /// Of all workflows that it starts and asks for. Default: the connection's, which is "default" unless
  /// ConnectOptions say otherwise.
  std::string namespace_name = {};
  /// Who asks, in histories. Default: the connection's, or "pid@host".
  std::string identity = {};
};

namespace detail {

/// What a start does with an id whose last run has ended.
enum class StartMode {
  kByPolicies,  ///< What the options' id policies say.
  kAttach,      ///< Answers with that run.
};

struct StartRequest {
  std::string workflow_type;
  StartOptions options;
  Payloads input;
  StartMode mode = StartMode::kByPolicies;
};

/// The client without types. All calls are asynchronous and may come from any thread; "later" answers are
/// retried.
class ClientCore : public std::enable_shared_from_this<ClientCore> {
 public:
  using Pending = std::shared_ptr<PendingAnswer>;

  static std::shared_ptr<ClientCore> make(ConnectionSource source, ClientOptions options);
  virtual ~ClientCore() = default;

  /// Answer::run.
  virtual Pending start(StartRequest call) = 0;
  /// Answer::payload, of the last run of the chain.
  virtual Pending result(RunRef run) = 0;
  virtual Pending signal(RunRef run, std::string name, Payloads input) = 0;
  virtual Pending cancel(RunRef run, std::string reason) = 0;
  virtual Pending terminate(RunRef run, std::string reason) = 0;
  /// Answer::description.
  virtual Pending describe(RunRef run) = 0;
  /// Answer::text: the whole history in Temporal's JSON form.
  virtual Pending history(RunRef run) = 0;
  /// Answer::page.
  virtual Pending list(ListOptions options) = 0;
  /// Answer::count.
  virtual Pending count(std::string query) = 0;
};

}  // namespace detail
}  // namespace skald
