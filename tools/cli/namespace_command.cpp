#include "tools/cli/namespace_command.h"

#include <temporal/api/enums/v1/namespace.pb.h>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdio>
#include <memory>

#include "engine/api/time.h"
#include "tools/cli/connection_call.h"
#include "tools/cli/duration_option.h"
#include "tools/cli/run_text.h"
#include "tools/cli/target.h"
#include "tools/cli/terminal.h"
#include "tools/history/enum_spelling.h"
#include "tools/history/history_json.h"
#include "tools/history/time_text.h"

namespace skald::cli {
namespace {

namespace enums = temporal::api::enums::v1;
namespace wire = temporal::api::workflowservice::v1;
using workers::Connection;
using Description = wire::DescribeNamespaceResponse;

struct Options {
  TargetOptions target;
  std::string name;
  std::string description;
  std::string retention = "3d";
};

std::string state_text(const Description& described) {
  return history::enum_words(*enums::NamespaceState_descriptor(), described.namespace_info().state());
}

std::string retention_text(const Description& described) {
  const auto& retention = described.config().workflow_execution_retention_ttl();
  return api::is_set(retention) ? history::duration_text(api::to_duration(retention)) : "for ever";
}

Result<std::vector<Description>> read_all(Connection& connection) {
  std::vector<Description> all;
  wire::ListNamespacesRequest request;
  request.set_page_size(100);
  do {
    auto answer = call(connection, &Connection::list_namespaces, request);
    if (!answer) return std::move(answer).error();
    for (Description& described : *answer->mutable_namespaces()) all.push_back(std::move(described));
    request.set_next_page_token(answer->next_page_token());
  } while (!request.next_page_token().empty());
  return all;
}

ExitCode list(const Options& options) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  auto all = read_all(**target);
  if (!all) return fail(all.error());
  if (options.target.json) {
    wire::ListNamespacesResponse whole;
    for (Description& described : *all) *whole.add_namespaces() = std::move(described);
    std::fputs(history::message_to_json(whole).c_str(), stdout);
    return ExitCode::kOk;
  }
  std::vector<std::vector<Cell>> rows;
  for (const Description& described : *all) {
    rows.push_back({{history::printable(described.namespace_info().name())},
                    {state_text(described)},
                    {retention_text(described)},
                    {history::printable(described.namespace_info().description())}});
  }
  const Terminal terminal = standard_output();
  std::fputs(table({{"namespace", 12}, {"state", 8}, {"retention", 9, true}, {"description", 12}}, rows,
                   terminal.width, terminal.colours)
                 .c_str(),
             stdout);
  return ExitCode::kOk;
}

ExitCode describe(const Options& options) {
  auto target = Target::open(options.target);
  if (!target) return fail(target.error());
  wire::DescribeNamespaceRequest request;
  request.set_namespace_(options.name);
  auto answer = call(**target, &Connection::describe_namespace, std::move(request));
  if (!answer) return fail(answer.error(), options.target);
  if (options.target.json) {
    std::fputs(history::message_to_json(*answer).c_str(), stdout);
    return ExitCode::kOk;
  }
  const auto& info = answer->namespace_info();
  const std::string text = labelled_line("namespace", history::printable(info.name())) +
                           labelled_line("id", history::printable(info.id())) +
                           labelled_line("state", state_text(*answer)) +
                           labelled_line("retention", retention_text(*answer)) +
                           labelled_line("owner", history::printable(info.owner_email())) +
                           labelled_line("description", history::printable(info.description()));
  std::fputs(text.c_str(), stdout);
  return ExitCode::kOk;
}

ExitCode create(const Options& options) {
  const auto retention = parse_duration(options.retention);
  if (!retention) {
    return fail("--retention: '" + options.retention + "' is no length of time such as 12h or 7d",
                ExitCode::kUsage);
  }
  auto target = Target::open(options.target, MissingFile::kMake);
  if (!target) return fail(target.error());
  wire::RegisterNamespaceRequest request;
  request.set_namespace_(options.name);
  request.set_description(options.description);
  *request.mutable_workflow_execution_retention_period() = api::to_duration_message(*retention);
  auto answer = call(**target, &Connection::register_namespace, std::move(request));
  if (!answer) return fail(answer.error());
  if (options.target.json) {
    const boost::json::value text = {{"namespace", options.name}, {"done", "created"}};
    std::printf("%s\n", boost::json::serialize(text).c_str());
  } else {
    std::printf("created %s\n", options.name.c_str());
  }
  return ExitCode::kOk;
}

Syntax add_verb(Syntax parent, const char* verb, const char* text, ExitCode (*run)(const Options&),
                const std::shared_ptr<Options>& options, Command& command) {
  Syntax syntax = parent.command(verb, text);
  add_target_options(syntax, options->target);
  set_command(syntax, options->target, command, [options, run] { return run(*options); });
  return syntax;
}

void add_name(Syntax syntax, Options& options) {
  syntax.option("name", options.name, "the namespace's name").required().not_empty().value_name("NAME");
}

}  // namespace

void add_namespace(Syntax program, Command& command) {
  Syntax syntax = program.command("namespace", "The namespaces of a server or a file");
  syntax.needs_command();
  add_verb(syntax, "list", "All of them", &list, std::make_shared<Options>(), command);
  auto described = std::make_shared<Options>();
  add_name(add_verb(syntax, "describe", "One of them", &describe, described, command), *described);
  auto created = std::make_shared<Options>();
  Syntax create_syntax = add_verb(syntax, "create", "Make one", &create, created, command);
  add_name(create_syntax, *created);
  create_syntax.option("--retention", created->retention, "how long ended workflows are kept (default: 3d)")
      .value_name("TIME");
  create_syntax.option("--description", created->description, "what it is for").value_name("TEXT");
}

}  // namespace skald::cli
