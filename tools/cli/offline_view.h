#pragma once

#include <temporal/api/history/v1/message.pb.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/decision.h"
#include "engine/core/search_attribute_types.h"
#include "engine/store/store.h"

namespace skald::cli {

/// Which run a command means; without a run id the newest run of the workflow id.
struct RunName {
  std::string namespace_name = "default";
  std::string workflow_id;
  std::string run_id;
};

/// A run as far as the file tells.
struct StoredRun {
  store::RunNumber number = 0;
  /// Its newest row; histories are read up to it.
  store::Seq last = 0;
  store::Visibility visibility;
  /// Of a closed run without what its history repeats.
  core::RunState state;
  bool is_closed() const { return visibility.close_time != 0; }
};

/// A database file read from outside its engine: the derived rows, and the part of the log that they do not
/// cover yet, applied in memory. Writes nothing; works beside a running owner and after a crash. What an
/// owner does after open() is not seen. Not thread-safe.
class OfflineView {
 public:
  /// Errors name the file; kNotFound: there is none.
  static Result<OfflineView> open(const std::string& path);

  /// kNotFound names the run.
  Result<StoredRun> find(const RunName& name);

  /// What runs of a namespace may have; only what every namespace has if the file does not know it.
  Result<core::SearchAttributeTypes> search_attributes(const std::string& namespace_name);
  /// Calls `visit` for runs that fit the filter, in the order of store::ListFilter, until it returns false.
  /// States are left out.
  Status each(const store::ListFilter& filter, const std::function<bool(const StoredRun&)>& visit);
  Result<std::int64_t> count(const store::ListFilter& filter);

  /// The same run with its state.
  Result<StoredRun> load(store::RunNumber number);

  /// What could not be read, one line each; the rest of the file is served.
  const std::vector<std::string>& damages() const { return damages_; }

 private:
  OfflineView() = default;

  Status read_tail();
  Status take_tails();
  Result<std::optional<StoredRun>> from_row(std::optional<store::DerivedRow> row) const;
  const StoredRun* newest_in_tail(const RunName& name) const;
  Status apply_tail(const std::vector<store::LogRow>& tail, store::Seq covered, StoredRun& run) const;
  void note_damage(store::RunNumber run, const Error& error);

  std::unique_ptr<store::Reader> reader_;
  std::vector<std::string> damages_;
  std::map<store::RunNumber, std::vector<store::LogRow>> tails_;
  /// The runs of the tail, as they are after it, without states.
  std::map<store::RunNumber, StoredRun> changed_;
};

/// The whole history of a run, up to the row that was its newest when it was found.
Result<temporal::api::history::v1::History> read_history(store::Reader& reader, const StoredRun& run);

}  // namespace skald::cli
