#include "skald/registry.h"

#include "skald/errors.h"

namespace skald {
namespace {

template <class Map>
std::vector<std::string> names_of(const Map& map) {
  std::vector<std::string> names;
  for (const auto& [name, definition] : map) names.push_back(name);
  return names;
}

template <class Map>
const typename Map::mapped_type* find_in(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? nullptr : &found->second;
}

/// "workflow type X is not registered; registered: a, b", "…; nothing is registered".
template <class Map>
std::string unknown(std::string_view kind, std::string_view name, const Map& map) {
  auto text = std::string(kind) + " type " + std::string(name) + " is not registered; ";
  if (map.empty()) return text + "nothing is registered";
  text += "registered: ";
  for (const auto& entry : map) {
    if (&entry != &*map.begin()) text += ", ";
    text += entry.first;
  }
  return text;
}

}  // namespace

Registry& Registry::operator=(Registry&& other) noexcept {
  // Member by member would unload libraries before the definitions that are made of their code.
  libraries_.swap(other.libraries_);
  workflows_.swap(other.workflows_);
  activities_.swap(other.activities_);
  return *this;
}

void Registry::refuse_taken(const std::string& name, std::string_view kind) const {
  const auto* taken = workflows_.contains(name)    ? "a workflow"
                      : activities_.contains(name) ? "an activity"
                                                   : nullptr;
  if (taken == nullptr) return;
  throw UsageError(name + " is already " + taken + ": " + std::string(kind) +
                   " of the same name needs another one (skald::Name)");
}

void Registry::add_workflow(detail::WorkflowDefinition definition) {
  refuse_taken(definition.name, "a workflow");
  auto name = definition.name;
  workflows_.emplace(std::move(name), std::move(definition));
}

void Registry::add_activity(detail::ActivityDefinition definition) {
  refuse_taken(definition.name, "an activity");
  auto name = definition.name;
  activities_.emplace(std::move(name), std::move(definition));
}

void Registry::add_all(Registry other) {
  libraries_.insert(libraries_.end(), other.libraries_.begin(), other.libraries_.end());
  for (auto& [name, definition] : other.workflows_) add_workflow(std::move(definition));
  for (auto& [name, definition] : other.activities_) add_activity(std::move(definition));
}

const detail::WorkflowDefinition* Registry::find_workflow(std::string_view name) const {
  return find_in(workflows_, name);
}

const detail::ActivityDefinition* Registry::find_activity(std::string_view name) const {
  return find_in(activities_, name);
}

std::vector<std::string> Registry::workflow_names() const { return names_of(workflows_); }

std::vector<std::string> Registry::activity_names() const { return names_of(activities_); }

std::string Registry::unknown_workflow(std::string_view name) const {
  const auto text = unknown("workflow", name, workflows_);
  return activities_.contains(name) ? text + " (there is an activity of that name)" : text;
}

std::string Registry::unknown_activity(std::string_view name) const {
  const auto text = unknown("activity", name, activities_);
  return workflows_.contains(name) ? text + " (there is a workflow of that name)" : text;
}

}  // namespace skald
