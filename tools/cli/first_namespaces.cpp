#include "tools/cli/first_namespaces.h"

#include <future>
#include <map>
#include <set>
#include <utility>

#include "engine/service/service.h"

namespace skald::cli {
namespace {

namespace enums = temporal::api::enums::v1;
using service::Service;

/// Calls a method of the service and waits for its answer.
template <class Request, class Response>
Status call(Service& service,
            void (Service::*method)(const service::Caller&, Request, service::Reply<Response>),
            Request request) {
  std::promise<Status> promise;
  std::future<Status> answer = promise.get_future();
  const service::Caller caller{.in_process = true};
  (service.*method)(caller, std::move(request), [&promise](Result<Response> result) {
    promise.set_value(result.ok() ? Status() : Status(result.error()));
  });
  return answer.get();
}

/// How long the namespaces of a development server keep closed workflows.
constexpr std::int64_t kRetentionSeconds = 24 * 3600;

/// As on Temporal's development server, in a file that begins with us. In one that was there before, nothing
/// goes that nobody asked to be deleted.
Status limit_default_namespace(Service& service, const runtime::Engine& engine) {
  if (engine.incarnation() != 1) return {};
  service::wire::UpdateNamespaceRequest request;
  request.set_namespace_(runtime::kDefaultNamespace);
  request.mutable_config()->mutable_workflow_execution_retention_ttl()->set_seconds(kRetentionSeconds);
  return call(service, &Service::update_namespace, std::move(request));
}

Status make_namespace(Service& service, const std::string& name) {
  service::wire::RegisterNamespaceRequest request;
  request.set_namespace_(name);
  request.mutable_workflow_execution_retention_period()->set_seconds(kRetentionSeconds);
  Status made = call(service, &Service::register_namespace, std::move(request));
  if (!made.ok() && made.error().code == Code::kAlreadyExists) return {};
  return made;
}

/// "Name=Keyword", with the types as Temporal's tools write them.
Status add_search_attribute(const std::string& text,
                            google::protobuf::Map<std::string, enums::IndexedValueType>& types) {
  static const std::map<std::string, enums::IndexedValueType> kTypes = {
      {"Text", enums::INDEXED_VALUE_TYPE_TEXT},
      {"Keyword", enums::INDEXED_VALUE_TYPE_KEYWORD},
      {"Int", enums::INDEXED_VALUE_TYPE_INT},
      {"Double", enums::INDEXED_VALUE_TYPE_DOUBLE},
      {"Bool", enums::INDEXED_VALUE_TYPE_BOOL},
      {"Datetime", enums::INDEXED_VALUE_TYPE_DATETIME},
      {"KeywordList", enums::INDEXED_VALUE_TYPE_KEYWORD_LIST}};
  const std::size_t equals = text.find('=');
  const auto type = equals == std::string::npos ? kTypes.end() : kTypes.find(text.substr(equals + 1));
  if (type == kTypes.end() || equals == 0) {
    return Error{
        Code::kInvalidArgument,
        "--search-attribute " + text +
            ": must be NAME=TYPE, with the type Text, Keyword, Int, Double, Bool, Datetime or KeywordList",
        {}};
  }
  types[text.substr(0, equals)] = type->second;
  return {};
}

}  // namespace

Status make_namespaces(runtime::Engine& engine, const std::vector<std::string>& names,
                       const std::vector<std::string>& search_attributes) {
  Service service(engine);
  service::operator_wire::AddSearchAttributesRequest attributes;
  SKALD_TRY(limit_default_namespace(service, engine));
  for (const std::string& text : search_attributes)
    SKALD_TRY(add_search_attribute(text, *attributes.mutable_search_attributes()));
  std::set<std::string> all(names.begin(), names.end());
  all.insert(runtime::kDefaultNamespace);
  for (const std::string& name : all) {
    if (name != runtime::kDefaultNamespace) SKALD_TRY(make_namespace(service, name));
    if (search_attributes.empty()) continue;
    attributes.set_namespace_(name);
    SKALD_TRY(call(service, &Service::add_search_attributes, attributes));
  }
  return {};
}

}  // namespace skald::cli
