#include "engine/store/sqlite/run_list.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <utility>

#include "engine/store/search_values.h"

namespace skald::store {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
// From so many runs with a value on, lists read runs in their order instead of sorting those.
constexpr std::int64_t kFewRuns = 10'000;
constexpr std::size_t kFewValues = 100;

Sql sql(std::string text) { return {std::move(text), {}}; }

/// A statement that is used once, with what is bound to it.
class OneQuery {
 public:
  OneQuery(const Connection& connection, Sql sql)
      : sql_(std::move(sql)), statement_(sql_.text.c_str()), query_(connection, statement_) {
    for (const api::AttributeValue& value : sql_.values) query_.value(value);
  }
  const Query& row() const { return query_; }
  Result<bool> next() {
    auto row = query_.next();
    if (row || query_.code() != SQLITE_ERROR) return row;
    // The rest of the statement is the same for all.
    return Error{Code::kInvalidArgument,
                 "invalid query: it says too much at once, or is nested too deeply: use fewer values and "
                 "brackets",
                 {}};
  }

 private:
  const Sql sql_;
  Statement statement_;
  Query query_;
};

/// The tests that a run has to pass, whatever else the condition says.
void collect_needed(const Condition& condition, std::vector<const Condition*>& needed) {
  if (condition.kind == Condition::Kind::kTest) needed.push_back(&condition);
  if (condition.kind != Condition::Kind::kAnd) return;
  for (const Condition& part : condition.parts) collect_needed(part, needed);
}

bool is_equality(const Condition& test) {
  return (test.test == Test::kEqual || test.test == Test::kIn) && test.values.size() <= kFewValues;
}

/// True unless the needed tests exclude a status.
bool may_have_status(std::int64_t status, const std::vector<const Condition*>& needed) {
  Visibility run;
  run.status = static_cast<std::int32_t>(status);
  return std::all_of(needed.begin(), needed.end(), [&](const Condition* test) {
    return test->field != Field::kStatus || fits(*test, run);
  });
}

ListPlace place_at(const Query& row) {
  return {row.integer_at(0), row.integer_at(1), row.integer_at(2), row.integer_at(3)};
}

api::AttributeValue value_at(const Query& row, int column) {
  if (row.is_text(column)) return std::string(row.bytes_at(column));
  return row.integer_at(column);
}

}  // namespace

Result<ListPage> RunList::list(const Connection& connection, Names& names, const ListFilter& filter,
                               std::size_t page_size, const std::string& page_token) {
  ListPlace before{.is_open = kMost};
  if (!page_token.empty()) {
    auto decoded = decode_page_token(page_token);
    if (!decoded) return decoded.error();
    before = *decoded;
  }
  ListPage page;
  auto way = plan(connection, names, filter);
  if (!way) return way.error();
  if (!*way || page_size == 0) return page;
  // One more than fits tells whether there is a next page.
  auto found = places(connection, **way, page_size + 1, before);
  if (!found) return found.error();
  const std::size_t shown = std::min(found->size(), page_size);
  if (found->size() > page_size) page.next_page_token = encode_page_token((*found)[page_size - 1]);
  SKALD_TRY(read_rows(connection, names, *found, shown, page));
  return page;
}

Status RunList::read_rows(const Connection& connection, Names& names, const std::vector<ListPlace>& found,
                          std::size_t shown, ListPage& page) {
  for (std::size_t i = 0; i < shown; ++i) {
    const auto number = static_cast<RunNumber>(found[i].run);
    Query query(connection, visible_);
    auto exists = query.integer(number).next();
    if (!exists) return exists.error();
    auto row = *exists ? read_run_row(connection, names, query, RunPart::kVisibility)
                       : Error{Code::kDataLoss, {}, {}};
    if (row) {
      page.rows.push_back(*std::move(row));
    } else if (row.error().code == Code::kDataLoss) {
      page.damaged.push_back(number);
    } else {
      return row.error();
    }
  }
  return {};
}

Result<std::int64_t> RunList::count(const Connection& connection, Names& names, const ListFilter& filter) {
  auto way = plan(connection, names, filter);
  if (!way) return way.error();
  std::int64_t total = 0;
  if (!*way) return total;
  for (const Sql& source : (*way)->sources) {
    OneQuery query(connection, sql("SELECT count(*) FROM runs ").add(source).add((*way)->condition));
    auto found = query.next();
    if (!found) return found.error();
    total += query.row().integer_at(0);
  }
  return total;
}

Result<std::vector<CountOf>> RunList::count_by(const Connection& connection, Names& names,
                                               const ListFilter& filter, GroupBy group) {
  std::vector<CountOf> counts;
  auto way = plan(connection, names, filter);
  if (!way) return way.error();
  if (!*way) return counts;
  auto division = names.find(connection, kNamespaceDivision);
  if (!division) return division.error();
  const std::string what =
      group == GroupBy::kStatus
          ? "status"
          : "coalesce((SELECT value FROM search_values WHERE search_values.run = runs.run AND attribute = " +
                std::to_string(*division) + " LIMIT 1), '')";
  for (const Sql& source : (*way)->sources) {
    OneQuery query(connection, sql("SELECT " + what + ", count(*) FROM runs ")
                                   .add(source)
                                   .add((*way)->condition)
                                   .add(" GROUP BY 1"));
    for (;;) {
      auto more = query.next();
      if (!more) return more.error();
      if (!*more) break;
      counts.push_back({value_at(query.row(), 0), query.row().integer_at(1)});
    }
  }
  std::sort(counts.begin(), counts.end(),
            [](const CountOf& a, const CountOf& b) { return a.value < b.value; });
  // The same value may come from several sources.
  std::vector<CountOf> merged;
  for (CountOf& each : counts) {
    if (!merged.empty() && merged.back().value == each.value) {
      merged.back().count += each.count;
    } else {
      merged.push_back(std::move(each));
    }
  }
  return merged;
}

Result<std::vector<DerivedRow>> RunList::closed_before(const Connection& connection, Names& names,
                                                       const std::string& namespace_name, std::int64_t time,
                                                       std::size_t limit) {
  auto namespace_id = names.find(connection, namespace_name);
  if (!namespace_id) return namespace_id.error();
  auto all = statuses(connection, *namespace_id);
  if (!all) return all.error();
  std::vector<ListPlace> found;
  for (const std::int64_t status : *all) {
    Query query(connection, closed_);
    query.integer(*namespace_id).integer(status).integer(time).integer(std::uint64_t{limit});
    for (;;) {
      auto row = query.next();
      if (!row) return row.error();
      if (!*row) break;
      found.push_back(place_at(query));
    }
  }
  std::sort(found.begin(), found.end());
  ListPage page;
  SKALD_TRY(read_rows(connection, names, found, std::min(found.size(), limit), page));
  return std::move(page.rows);
}

Result<std::optional<RunList::Plan>> RunList::plan(const Connection& connection, Names& names,
                                                   const ListFilter& filter) {
  auto namespace_id = names.find(connection, filter.namespace_name);
  if (!namespace_id) return namespace_id.error();
  if (*namespace_id == 0) return std::optional<Plan>();
  auto condition = condition_sql(connection, names, filter.condition);
  if (!condition) return condition.error();
  Plan result;
  result.condition = sql(" AND ").add(*condition);
  const std::string of_namespace = " WHERE namespace = " + std::to_string(*namespace_id);
  std::vector<const Condition*> needed;
  collect_needed(filter.condition, needed);
  auto narrow = narrow_source(connection, names, needed);
  if (!narrow) return narrow.error();
  if (*narrow) {
    result.sources.push_back(sql((*narrow)->hint + of_namespace + " AND ").add((*narrow)->which));
    return std::optional<Plan>(std::move(result));
  }
  auto all = statuses(connection, *namespace_id);
  if (!all) return all.error();
  for (const std::int64_t status : *all) {
    if (!may_have_status(status, needed)) continue;
    result.sources.push_back(
        sql("INDEXED BY runs_by_time" + of_namespace + " AND status = " + std::to_string(status)));
  }
  return std::optional<Plan>(std::move(result));
}

/// A source that looks at few runs, if a needed test allows one.
Result<std::optional<RunList::Narrow>> RunList::narrow_source(const Connection& connection, Names& names,
                                                              const std::vector<const Condition*>& needed) {
  for (const Condition* test : needed) {
    if (!is_equality(*test)) continue;
    if (test->field == Field::kWorkflowId) {
      return std::optional<Narrow>({"INDEXED BY runs_by_id", sql("workflow_id IN ").add_list(test->values)});
    }
    if (test->field == Field::kParentWorkflowId) {
      return std::optional<Narrow>(
          {"NOT INDEXED", sql("run IN (SELECT run FROM families WHERE parent_workflow_id IN ")
                              .add_list(test->values)
                              .add(")")});
    }
  }
  for (const Condition* test : needed) {
    const bool is_text = test->type == temporal::api::enums::v1::INDEXED_VALUE_TYPE_TEXT;
    if (test->field != Field::kAttribute || is_text || !is_equality(*test)) continue;
    auto source = source_by_value(connection, names, *test);
    if (!source || *source) return source;
  }
  return std::optional<Narrow>();
}

Result<std::optional<RunList::Narrow>> RunList::source_by_value(const Connection& connection, Names& names,
                                                                const Condition& test) {
  auto attribute = names.find(connection, test.attribute);
  if (!attribute) return attribute.error();
  const Sql runs =
      sql("SELECT run FROM search_values WHERE attribute = " + std::to_string(*attribute) + " AND value IN ")
          .add_list(test.values);
  OneQuery query(connection,
                 sql("SELECT count(*) FROM (").add(runs).add(" LIMIT " + std::to_string(kFewRuns + 1) + ")"));
  auto found = query.next();
  if (!found) return found.error();
  if (query.row().integer_at(0) > kFewRuns) return std::optional<Narrow>();
  return std::optional<Narrow>({"NOT INDEXED", sql("run IN (").add(runs).add(")")});
}

/// The first `limit` places after `before`: the merged beginnings of all sources.
Result<std::vector<ListPlace>> RunList::places(const Connection& connection, const Plan& plan,
                                               std::size_t limit, const ListPlace& before) {
  std::vector<ListPlace> found;
  for (const Sql& source : plan.sources) {
    Sql text = sql("SELECT is_open, close_time_ns, start_time_ns, run FROM runs ")
                   .add(source)
                   .add(plan.condition)
                   .add(" AND (is_open, close_time_ns, start_time_ns, run) < (");
    text.add_value(before.is_open).add(", ").add_value(before.close_time).add(", ");
    text.add_value(before.start_time).add(", ").add_value(before.run);
    text.add(") ORDER BY is_open DESC, close_time_ns DESC, start_time_ns DESC, run DESC LIMIT " +
             std::to_string(limit));
    OneQuery query(connection, text);
    for (;;) {
      auto row = query.next();
      if (!row) return row.error();
      if (!*row) break;
      found.push_back(place_at(query.row()));
    }
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  if (found.size() > limit) found.resize(limit);
  return found;
}

Result<std::vector<std::int64_t>> RunList::statuses(const Connection& connection, std::int64_t namespace_id) {
  std::vector<std::int64_t> found;
  for (std::int64_t above = kLeast;; above = found.back()) {
    Query query(connection, next_status_);
    auto row = query.integer(namespace_id).integer(above).next();
    if (!row) return row.error();
    if (!*row) return found;
    found.push_back(query.integer_at(0));
  }
}

}  // namespace skald::store
