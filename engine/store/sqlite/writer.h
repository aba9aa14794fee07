#pragma once

#include <memory>
#include <string>

#include "engine/store/sqlite/catalog.h"
#include "engine/store/sqlite/checkpointer.h"
#include "engine/store/sqlite/eraser.h"
#include "engine/store/sqlite/folder.h"
#include "engine/store/sqlite/meta_row.h"
#include "engine/store/sqlite/names.h"
#include "engine/store/sqlite/run_row.h"

namespace skald::store {

/// The writer of an owned file: prepared statements on the one connection that writes.
class SqliteWriter : public Writer {
 public:
  /// `meta` is what the file holds.
  SqliteWriter(Connection connection, const Meta& meta, const CheckpointLimits& limits);
  ~SqliteWriter() override;

  Status begin() override;
  Status append(const LogRow& row) override;
  Status write(const DerivedRow& row) override;
  Status fold(const Fold& fold) override;
  Status write_meta(Seq next_seq, Seq uncovered_from) override;
  Status erase(RunNumber run) override;
  Result<bool> erase_remains(std::size_t chunks) override;
  Status put(const CatalogRow& row) override;
  Status take_out(const std::string& key) override;
  Status commit() override;
  void rollback() override;
  Result<bool> checkpoint_if_needed() override;

 private:
  Status check_usable() const;
  Status check_open() const;
  /// Passes `status` on, and ends the transaction if it cannot go on: full disk, failed disk, or SQLite ended
  /// it. A refusal of our own leaves it as it was.
  Status finish(Status status);

  Connection connection_;
  /// What the file will hold after the next commit, and what it held before.
  Meta meta_;
  Meta committed_;
  bool is_open_ = false;
  bool is_meta_changed_ = false;
  /// A sync failed: nothing that follows can be promised.
  bool is_lost_ = false;

  MetaRow meta_row_;
  Names names_;
  RunRowWriter run_rows_;
  Folder folder_;
  Eraser eraser_;
  Catalog catalog_;
  Checkpointer checkpointer_;
  std::string body_;
  Statement begin_{"BEGIN IMMEDIATE"};
  Statement commit_{"COMMIT"};
  Statement insert_row_{"INSERT INTO log VALUES(?, ?, ?, ?)"};
};

}  // namespace skald::store
