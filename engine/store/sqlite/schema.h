#pragma once

#include "engine/store/sqlite/connection.h"

namespace skald::store {

/// Whose file it is, as its header says.
enum class FileKind {
  kEmpty,  ///< no tables: new, or left by a crash before they were made
  kSkald,  ///< ours, of a format that this build reads
};

/// Tells what an opened file is. kFailedPrecondition for somebody else's database and for a newer format.
Result<FileKind> identify(Connection& connection);

/// Makes tables, indexes and the file's identity, in one transaction.
Status create_schema(Connection& connection);

/// Brings a file of an older format to the present one, in one transaction.
Status migrate_schema(Connection& connection);

/// Whether a file has an older format than the present one. Its owner migrates it.
Result<bool> is_older(Connection& connection);

/// Gives a connection that only reads a file of an older format the tables that it lacks, as its own.
Status imitate_schema(Connection& connection);

}  // namespace skald::store
