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

}  // namespace skald::store
