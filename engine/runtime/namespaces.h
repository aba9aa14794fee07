#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/core/search_attribute_types.h"
#include "skald/internal/v1/namespace_record.pb.h"

namespace skald::store {
class Reader;
}

namespace skald::runtime {

class CommitPipeline;

/// The namespace that every file has.
inline constexpr char kDefaultNamespace[] = "default";

/// A namespace as it is now.
struct Namespace {
  internal::v1::NamespaceRecord record;
  /// Its search attributes, those that every namespace has included.
  std::shared_ptr<const core::SearchAttributeTypes> search_attributes;

  const std::string& name() const { return record.info().name(); }
  bool is_deleted() const { return !record.former_name().empty(); }
};

/// The namespaces of a file, in memory; each has a row in the catalog, except "default" as long as nobody
/// has changed it. Changes are made one after the other, and seen when they are durable. Any thread.
class Namespaces {
 public:
  using Pointer = std::shared_ptr<const Namespace>;

  explicit Namespaces(CommitPipeline& pipeline);

  /// Takes in what the file holds. Once, before anything else.
  Status load(store::Reader& reader);

  /// Null: no such namespace, or it is being deleted.
  Pointer find(const std::string& name) const;
  Pointer find_id(const std::string& id) const;
  /// By name, those that are being deleted included.
  std::vector<Pointer> all() const;
  /// What the namespace's runs may set; null for a namespace that is not there.
  std::shared_ptr<const core::SearchAttributeTypes> search_attributes(const std::string& name) const;

  /// What a change makes of a namespace: its new record, under its id.
  using Make = std::function<Result<internal::v1::NamespaceRecord>(const Namespaces&)>;
  /// Makes the change after those that were asked for before; `done` when it is durable or refused.
  void change(Make make, std::function<void(Result<Pointer>)> done);
  /// Takes a namespace out, whose runs are gone.
  void remove(const std::string& id);

 private:
  struct Wanted {
    Make make;
    std::function<void(Result<Pointer>)> done;
    std::string removed_id;
  };
  void next();
  void write(internal::v1::NamespaceRecord made, std::function<void(Result<Pointer>)> told);
  void take_out(const std::string& id);
  void put(internal::v1::NamespaceRecord record);

  CommitPipeline& pipeline_;
  mutable std::shared_mutex mutex_;
  // Under mutex_:
  std::map<std::string, Pointer> by_id_;
  std::map<std::string, Pointer> by_name_;  // without those that are being deleted

  std::mutex queue_mutex_;
  // Under queue_mutex_:
  std::deque<Wanted> wanted_;
  bool is_changing_ = false;
};

}  // namespace skald::runtime
