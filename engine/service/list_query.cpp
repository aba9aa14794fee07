#include "engine/service/list_query.h"

#include <temporal/api/enums/v1/workflow.pb.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <utility>
#include <vector>

namespace skald::service {
namespace {

struct Token {
  enum class Kind { kWord, kString, kEquals, kOther } kind = Kind::kOther;
  std::string text;
};

Error refused(const std::string& why) {
  return Error{Code::kInvalidArgument,
               "invalid query: " + why +
                   "; this version knows WorkflowType, WorkflowId and ExecutionStatus, '=' and AND",
               {}};
}

Result<std::vector<Token>> split(const std::string& query) {
  std::vector<Token> tokens;
  std::size_t at = 0;
  while (at < query.size()) {
    const char c = query[at];
    if (std::isspace(static_cast<unsigned char>(c)) != 0) {
      ++at;
    } else if (c == '\'' || c == '"') {
      const std::size_t end = query.find(c, at + 1);
      if (end == std::string::npos) {
        return refused("the string that starts at position " + std::to_string(at) + " does not end");
      }
      tokens.push_back({Token::Kind::kString, query.substr(at + 1, end - at - 1)});
      at = end + 1;
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      std::size_t end = at;
      while (end < query.size() && std::isalnum(static_cast<unsigned char>(query[end])) != 0) ++end;
      tokens.push_back({Token::Kind::kWord, query.substr(at, end - at)});
      at = end;
    } else {
      tokens.push_back({c == '=' ? Token::Kind::kEquals : Token::Kind::kOther, std::string(1, c)});
      ++at;
    }
  }
  return tokens;
}

std::optional<std::int32_t> status_of(const std::string& name) {
  namespace enums = temporal::api::enums::v1;
  constexpr std::array<std::pair<const char*, enums::WorkflowExecutionStatus>, 7> kNames{
      {{"Running", enums::WORKFLOW_EXECUTION_STATUS_RUNNING},
       {"Completed", enums::WORKFLOW_EXECUTION_STATUS_COMPLETED},
       {"Failed", enums::WORKFLOW_EXECUTION_STATUS_FAILED},
       {"Canceled", enums::WORKFLOW_EXECUTION_STATUS_CANCELED},
       {"Terminated", enums::WORKFLOW_EXECUTION_STATUS_TERMINATED},
       {"ContinuedAsNew", enums::WORKFLOW_EXECUTION_STATUS_CONTINUED_AS_NEW},
       {"TimedOut", enums::WORKFLOW_EXECUTION_STATUS_TIMED_OUT}}};
  for (const auto& [known, status] : kNames) {
    if (name == known) return status;
  }
  return std::nullopt;
}

bool is_and(const Token& token) {
  std::string upper = token.text;
  std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
  return token.kind == Token::Kind::kWord && upper == "AND";
}

Status add_comparison(const std::string& name, const std::string& value, store::ListFilter& filter) {
  const bool is_again = (name == "WorkflowType" && !filter.workflow_type.empty()) ||
                        (name == "WorkflowId" && !filter.workflow_id.empty()) ||
                        (name == "ExecutionStatus" && filter.status);
  if (is_again) return refused(name + " is compared twice");
  if (value.empty()) return refused(name + " is compared with nothing");
  if (name == "WorkflowType") {
    filter.workflow_type = value;
  } else if (name == "WorkflowId") {
    filter.workflow_id = value;
  } else if (name == "ExecutionStatus") {
    filter.status = status_of(value);
    if (!filter.status) {
      return Error{Code::kInvalidArgument,
                   "invalid query: invalid expression: invalid ExecutionStatus value '" + value + "'",
                   {}};
    }
  } else {
    return refused("invalid search attribute: " + name);
  }
  return {};
}

}  // namespace

Result<store::ListFilter> parse_list_query(const std::string& namespace_name, const std::string& query) {
  store::ListFilter filter;
  filter.namespace_name = namespace_name;
  Result<std::vector<Token>> tokens = split(query);
  if (!tokens.ok()) return std::move(tokens).error();
  for (std::size_t at = 0; at < tokens->size(); at += 3) {
    if (at > 0) {
      if (!is_and((*tokens)[at])) return refused("expected AND, found " + (*tokens)[at].text);
      ++at;
    }
    if (at + 2 >= tokens->size()) return refused("a comparison is not complete");
    const Token& name = (*tokens)[at];
    if (name.kind != Token::Kind::kWord || (*tokens)[at + 1].kind != Token::Kind::kEquals ||
        (*tokens)[at + 2].kind != Token::Kind::kString) {
      return refused("expected NAME = 'value' at " + name.text);
    }
    SKALD_TRY(add_comparison(name.text, (*tokens)[at + 2].text, filter));
  }
  return filter;
}

}  // namespace skald::service
