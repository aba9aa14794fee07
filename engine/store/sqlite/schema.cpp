#include "engine/store/sqlite/schema.h"

#include <string>

#include "engine/store/search_values.h"
#include "engine/store/sqlite/log_format.h"
#include "engine/store/sqlite/names.h"
#include "engine/store/sqlite/statement.h"

namespace skald::store {
namespace {

// Bodies and checksums are described in log_format.md. Numbers that are usually equal to another column are
// stored as the difference: zero takes no byte.
constexpr char kTables[] = R"sql(
-- One row per transition, in commit order: the source of truth.
CREATE TABLE log(
  seq  INTEGER PRIMARY KEY,
  run  INTEGER NOT NULL,
  prev INTEGER NOT NULL,
  body BLOB NOT NULL);

-- Folded rows. A run's first chunk has the run's number, so that a short history is found without an index.
CREATE TABLE history(
  chunk       INTEGER PRIMARY KEY,
  run         INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  first_event INTEGER NOT NULL,
  last_event  INTEGER NOT NULL,
  body        BLOB NOT NULL);

-- The chunks of a run that come after its first.
CREATE TABLE chunks(
  run         INTEGER NOT NULL,
  first_event INTEGER NOT NULL,
  chunk       INTEGER NOT NULL,
  PRIMARY KEY(run, first_event, chunk)) WITHOUT ROWID;

-- Namespaces, workflow types, task queues: each text once.
CREATE TABLE names(
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE);

-- What is derived from the log for one run. The snapshot comes last: lists never read as far.
CREATE TABLE runs(
  run              INTEGER PRIMARY KEY,
  namespace        INTEGER NOT NULL,
  workflow_id      TEXT NOT NULL,
  run_id           NOT NULL,
  type             INTEGER NOT NULL,
  task_queue       INTEGER NOT NULL,
  is_open          INTEGER NOT NULL,
  status           INTEGER NOT NULL,
  start_time_ns    INTEGER NOT NULL,
  close_time_ns    INTEGER NOT NULL,
  start_delay_ns   INTEGER NOT NULL,
  covered_after    INTEGER NOT NULL,
  covered_last     INTEGER NOT NULL,
  history_length   INTEGER NOT NULL,
  history_size     INTEGER NOT NULL,
  transitions      INTEGER NOT NULL,
  first_run_id,
  start_request_id,
  memo             BLOB,
  search_attributes BLOB,
  checksum         INTEGER NOT NULL,
  snapshot         BLOB);

-- The current run of a workflow id is the last one here.
CREATE INDEX runs_by_id ON runs(namespace, workflow_id);
-- Lists and counts: one range per status, in the order of a list.
CREATE INDEX runs_by_time ON runs(namespace, status, is_open, close_time_ns, start_time_ns, type);
-- Recovery.
CREATE INDEX runs_open ON runs(is_open) WHERE is_open = 1;

CREATE TABLE meta(
  id             INTEGER PRIMARY KEY CHECK(id = 1),
  next_seq       INTEGER NOT NULL,
  uncovered_from INTEGER NOT NULL,
  incarnation    INTEGER NOT NULL,
  checksum       INTEGER NOT NULL);
)sql";

// What the second format added.
constexpr char kSecondFormat[] = R"sql(
-- Of runs that another run started: who did, and where that began.
CREATE TABLE families(
  run                INTEGER PRIMARY KEY,
  parent_workflow_id TEXT NOT NULL,
  parent_run_id      NOT NULL,
  root_workflow_id   TEXT NOT NULL,
  root_run_id        NOT NULL);
CREATE INDEX families_by_parent ON families(parent_workflow_id);

-- What search_attributes of table runs holds, for filters: a row for each value. Attributes stand in names.
CREATE TABLE search_values(
  run       INTEGER NOT NULL,
  attribute INTEGER NOT NULL,
  value     NOT NULL,
  PRIMARY KEY(run, attribute, value)) WITHOUT ROWID;
CREATE INDEX search_values_by_value ON search_values(attribute, value, run);

-- What is no run: namespaces. The body begins with a checksum.
CREATE TABLE catalog(
  key  TEXT PRIMARY KEY,
  body BLOB NOT NULL) WITHOUT ROWID;

-- Runs that were deleted, with chunks of history that have still to go.
CREATE TABLE erased(run INTEGER PRIMARY KEY);
)sql";

Result<std::int64_t> read_number(Connection& connection, const char* sql) {
  auto text = connection.read_text(sql);
  if (!text) return text.error();
  return static_cast<std::int64_t>(std::stoll(*text));
}

Error foreign(const Connection& connection) {
  return {Code::kFailedPrecondition,
          "SKALD1007: " + connection.path() +
              " is a database of another program, not a Skald file: give another path",
          {}};
}

/// All of it or nothing.
template <class Change>
Status in_transaction(Connection& connection, Change change) {
  SKALD_TRY(connection.execute("BEGIN IMMEDIATE"));
  Status made = change();
  if (made.ok()) made = connection.execute("COMMIT");
  if (!made.ok() && sqlite3_get_autocommit(connection.handle()) == 0) {
    (void)connection.execute("ROLLBACK");  // the first error is the one to tell
  }
  return made;
}

/// The first format kept search attributes, but not for filters.
Status fill_search_values(Connection& connection) {
  Names names;
  Statement runs("SELECT run, search_attributes FROM runs WHERE length(search_attributes) > 0");
  Statement insert("INSERT INTO search_values VALUES(?, ?, ?)");
  Query row(connection, runs);
  for (;;) {
    auto more = row.next();
    if (!more) return more.error();
    if (!*more) return {};
    for (const SearchValue& each : search_values(std::string(row.bytes_at(1)))) {
      auto attribute = names.intern(connection, each.attribute);
      if (!attribute) return attribute.error();
      SKALD_TRY(
          Query(connection, insert).integer(row.integer_at(0)).integer(*attribute).value(each.value).run());
    }
  }
}

}  // namespace

Result<FileKind> identify(Connection& connection) {
  auto application = read_number(connection, "PRAGMA application_id");
  if (!application) return application.error();
  auto version = read_number(connection, "PRAGMA user_version");
  if (!version) return version.error();
  auto tables = read_number(connection, "SELECT count(*) FROM sqlite_schema");
  if (!tables) return tables.error();

  if (*application == 0 && *version == 0 && *tables == 0) return FileKind::kEmpty;
  if (*application != kApplicationId) return foreign(connection);
  if (*version > kFormatVersion) {
    return Error{Code::kFailedPrecondition,
                 "SKALD1008: " + connection.path() + " has format version " + std::to_string(*version) +
                     ", this build reads up to " + std::to_string(kFormatVersion) +
                     ": use the build of Skald that wrote it, or a newer one",
                 {}};
  }
  if (*version < 1 || *tables == 0) {
    return Error{Code::kDataLoss,
                 "SKALD1010: " + connection.path() + " has lost its tables: restore the file from a backup",
                 {}};
  }
  return FileKind::kSkald;
}

Result<bool> is_older(Connection& connection) {
  auto version = read_number(connection, "PRAGMA user_version");
  if (!version) return version.error();
  return *version < kFormatVersion;
}

Status create_schema(Connection& connection) {
  const std::string identity = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                               "; PRAGMA user_version = " + std::to_string(kFormatVersion) + ";";
  return in_transaction(connection, [&] {
    return connection.execute((std::string(kTables) + kSecondFormat + identity).c_str());
  });
}

Status imitate_schema(Connection& connection) {
  std::string tables = kSecondFormat;
  for (std::size_t at = 0; (at = tables.find("CREATE TABLE", at)) != std::string::npos; at += 12) {
    tables.replace(at, 12, "CREATE TEMP TABLE");
  }
  for (std::size_t at = 0; (at = tables.find("CREATE INDEX ", at)) != std::string::npos; at += 13) {
    tables.insert(at + 13, "temp.");
  }
  SKALD_TRY(connection.execute(tables.c_str()));
  SKALD_TRY(
      connection.execute("CREATE TEMP TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
                         "INSERT INTO temp.names SELECT id, name FROM main.names"));
  return fill_search_values(connection);
}

Status migrate_schema(Connection& connection) {
  auto version = read_number(connection, "PRAGMA user_version");
  if (!version) return version.error();
  if (*version == kFormatVersion) return {};
  return in_transaction(connection, [&]() -> Status {
    SKALD_TRY(connection.execute(kSecondFormat));
    SKALD_TRY(fill_search_values(connection));
    return connection.execute(("PRAGMA user_version = " + std::to_string(kFormatVersion)).c_str());
  });
}

}  // namespace skald::store
