#include "engine/store/sqlite/run_list.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace skald::store {
namespace {

constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

void bind_status(Query& query, const std::optional<std::int32_t>& status) {
  if (status) {
    query.integer(std::int64_t{*status});
  } else {
    query.null();
  }
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
  auto ids = ids_of(connection, names, filter);
  if (!ids) return ids.error();
  if (!*ids || page_size == 0) return page;
  // One more than fits tells whether there is a next page.
  auto found = places(connection, filter, **ids, page_size + 1, before);
  if (!found) return found.error();
  const std::size_t shown = std::min(found->size(), page_size);
  if (found->size() > page_size) page.next_page_token = encode_page_token((*found)[page_size - 1]);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto number = static_cast<RunNumber>((*found)[i].run);
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
  return page;
}

Result<std::int64_t> RunList::count(const Connection& connection, Names& names, const ListFilter& filter) {
  auto ids = ids_of(connection, names, filter);
  if (!ids) return ids.error();
  if (!*ids) return std::int64_t{0};
  const bool by_id = !filter.workflow_id.empty();
  Query query(connection, by_id ? count_id_ : filter.status ? count_status_ : count_);
  query.integer((*ids)->namespace_id).integer((*ids)->type);
  if (by_id || filter.status) bind_status(query, filter.status);
  if (by_id) query.text(filter.workflow_id);
  auto found = query.next();
  if (!found) return found.error();
  return query.integer_at(0);
}

Result<std::optional<RunList::Ids>> RunList::ids_of(const Connection& connection, Names& names,
                                                    const ListFilter& filter) {
  Ids ids;
  auto namespace_id = names.find(connection, filter.namespace_name);
  if (!namespace_id) return namespace_id.error();
  ids.namespace_id = *namespace_id;
  bool is_known = ids.namespace_id != 0;
  if (!filter.workflow_type.empty()) {
    auto type = names.find(connection, filter.workflow_type);
    if (!type) return type.error();
    ids.type = *type;
    is_known = is_known && ids.type != 0;
  }
  return is_known ? std::optional<Ids>(ids) : std::nullopt;
}

/// The first `limit` places after `before`: the merged beginnings of one range per status.
Result<std::vector<ListPlace>> RunList::places(const Connection& connection, const ListFilter& filter,
                                               const Ids& ids, std::size_t limit, const ListPlace& before) {
  std::vector<std::int64_t> wanted;
  if (filter.status) {
    wanted.push_back(*filter.status);
  } else if (filter.workflow_id.empty()) {
    auto all = statuses(connection, ids.namespace_id);
    if (!all) return all.error();
    wanted = *std::move(all);
  }
  const auto bind = [&](Query& query) {
    query.integer(ids.type).integer(before.is_open).integer(before.close_time).integer(before.start_time);
    query.integer(before.run).integer(std::uint64_t{limit});
  };
  std::vector<ListPlace> found;
  if (!filter.workflow_id.empty()) {
    Query query(connection, by_id_);
    query.integer(ids.namespace_id);
    bind_status(query, filter.status);
    bind(query);
    query.text(filter.workflow_id);
    SKALD_TRY(add_places(query, found));
  } else {
    for (const std::int64_t status : wanted) {
      Query query(connection, by_status_);
      query.integer(ids.namespace_id).integer(status);
      bind(query);
      SKALD_TRY(add_places(query, found));
    }
  }
  std::sort(found.begin(), found.end(), std::greater<>());
  if (found.size() > limit) found.resize(limit);
  return found;
}

Status RunList::add_places(Query& query, std::vector<ListPlace>& found) {
  for (;;) {
    auto row = query.next();
    if (!row) return row.error();
    if (!*row) return {};
    found.push_back({query.integer_at(0), query.integer_at(1), query.integer_at(2), query.integer_at(3)});
  }
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
