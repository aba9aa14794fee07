#include "engine/runtime/namespaces.h"

#include <utility>

#include "engine/runtime/commit_pipeline.h"
#include "engine/store/store.h"

namespace skald::runtime {
namespace {

using internal::v1::NamespaceRecord;

// What every file has, also one that was made before there were others. Its closed runs stay until a
// retention is set.
constexpr char kDefaultId[] = "7d5c3f4e-9a41-4d0c-8a3e-5b6f0c1d2e3f";
constexpr char kKeyPrefix[] = "namespace/";

NamespaceRecord default_record() {
  NamespaceRecord record;
  record.mutable_info()->set_name(kDefaultNamespace);
  record.mutable_info()->set_id(kDefaultId);
  record.mutable_info()->set_state(temporal::api::enums::v1::NAMESPACE_STATE_REGISTERED);
  return record;
}

Namespaces::Pointer make_namespace(NamespaceRecord record) {
  auto made = std::make_shared<Namespace>();
  std::map<std::string, core::AttributeType, std::less<>> types(record.search_attributes().begin(),
                                                                record.search_attributes().end());
  made->search_attributes = std::make_shared<const core::SearchAttributeTypes>(std::move(types));
  made->record = std::move(record);
  return made;
}

}  // namespace

Namespaces::Namespaces(CommitPipeline& pipeline) : pipeline_(pipeline) { put(default_record()); }

Status Namespaces::load(store::Reader& reader) {
  auto rows = reader.catalog(kKeyPrefix);
  if (!rows) return rows.error();
  for (const store::CatalogRow& row : *rows) {
    NamespaceRecord record;
    if (!record.ParseFromString(row.body)) {
      return Error{Code::kDataLoss,
                   "SKALD1010: the row of " + row.key + " cannot be read: restore the file from a backup",
                   {}};
    }
    put(std::move(record));
  }
  return {};
}

Namespaces::Pointer Namespaces::find(const std::string& name) const {
  std::shared_lock lock(mutex_);
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : found->second;
}

Namespaces::Pointer Namespaces::find_id(const std::string& id) const {
  std::shared_lock lock(mutex_);
  const auto found = by_id_.find(id);
  return found == by_id_.end() || found->second->is_deleted() ? nullptr : found->second;
}

std::vector<Namespaces::Pointer> Namespaces::all() const {
  std::shared_lock lock(mutex_);
  std::map<std::string, Pointer> sorted;
  for (const auto& [id, each] : by_id_) sorted.emplace(each->name(), each);
  std::vector<Pointer> result;
  for (auto& [name, each] : sorted) result.push_back(std::move(each));
  return result;
}

std::shared_ptr<const core::SearchAttributeTypes> Namespaces::search_attributes(
    const std::string& name) const {
  const Pointer found = find(name);
  return found ? found->search_attributes : nullptr;
}

void Namespaces::change(Make make, std::function<void(Result<Pointer>)> done) {
  {
    std::lock_guard lock(queue_mutex_);
    wanted_.push_back({std::move(make), std::move(done), {}});
    if (is_changing_) return;
    is_changing_ = true;
  }
  next();
}

void Namespaces::remove(const std::string& id) {
  {
    std::lock_guard lock(queue_mutex_);
    wanted_.push_back({{}, {}, id});
    if (is_changing_) return;
    is_changing_ = true;
  }
  next();
}

// Until one of them has something to write down; that calls again when it is durable.
void Namespaces::next() {
  for (;;) {
    Wanted wanted;
    {
      std::lock_guard lock(queue_mutex_);
      if (wanted_.empty()) {
        is_changing_ = false;
        return;
      }
      wanted = std::move(wanted_.front());
      wanted_.pop_front();
    }
    if (!wanted.make) return take_out(wanted.removed_id);
    Result<NamespaceRecord> record = wanted.make(*this);
    if (record) return write(*std::move(record), std::move(wanted.done));
    wanted.done(std::move(record).error());
  }
}

void Namespaces::write(NamespaceRecord made, std::function<void(Result<Pointer>)> told) {
  const store::CatalogRow row{kKeyPrefix + made.info().id(), made.SerializeAsString()};
  pipeline_.chore({.write = [row](store::Writer& writer) { return writer.put(row); },
                   .done =
                       [this, record = std::move(made), done = std::move(told)] {
                         const std::string id = record.info().id();
                         put(record);
                         Pointer now;
                         {
                           std::shared_lock lock(mutex_);
                           now = by_id_.at(id);
                         }
                         done(now);
                         next();
                       }});
}

void Namespaces::take_out(const std::string& id) {
  pipeline_.chore({.write = [key = kKeyPrefix + id](store::Writer& writer) { return writer.take_out(key); },
                   .done =
                       [this, id] {
                         {
                           std::unique_lock lock(mutex_);
                           by_id_.erase(id);
                         }
                         next();
                       }});
}

void Namespaces::put(NamespaceRecord record) {
  const Pointer made = make_namespace(std::move(record));
  const std::string& id = made->record.info().id();
  std::unique_lock lock(mutex_);
  if (const auto before = by_id_.find(id); before != by_id_.end()) by_name_.erase(before->second->name());
  by_id_[id] = made;
  if (!made->is_deleted()) by_name_[made->name()] = made;
}

}  // namespace skald::runtime
