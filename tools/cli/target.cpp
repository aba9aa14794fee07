#include "tools/cli/target.h"

#include <unistd.h>

#include <array>
#include <filesystem>
#include <system_error>

#include "engine/store/store.h"
#include "skald/connect.h"

namespace skald::cli {

Result<Target> Target::open(const TargetOptions& options, MissingFile missing,
                            const EngineOptions& engine_options) {
  if (options.is_remote()) return on_server(options, connect_options(options));
  Target target;
  // A process that owns the file and has opened a port for it serves us, too.
  const auto owner = store::owner_of(options.file);
  if (owner && !owner->address.empty()) {
    target.connection_ = connect(owner->address, connect_options(options)).connection();
    return target;
  }
  std::error_code ignored;
  if (missing == MissingFile::kRefuse && !std::filesystem::exists(options.file, ignored))
    return Error{Code::kNotFound, "there is no file " + options.file, {}};
  target.engine_ = std::make_unique<Engine>(options.file, engine_options);
  target.connection_ = target.engine_->connection();
  return target;
}

Target Target::on_server(const TargetOptions& options, const ConnectOptions& connect_options) {
  Target target;
  target.connection_ = connect(options.address, connect_options).connection();
  return target;
}

ExitCode fail(const Error& error, const TargetOptions& options) {
  const bool lacks_namespace = error.code == Code::kNotFound && error.message.rfind("Namespace ", 0) == 0;
  if (!lacks_namespace || !options.is_remote()) return fail(error);
  return fail(error.message + " `skald namespace list --address " + options.address +
              "` says which there are; `skald namespace create` makes one");
}

std::string cli_identity() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return std::string("skald-cli@") + host.data();
}

}  // namespace skald::cli
