#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/store/store.h"
#include "tests/store/run_story.h"

namespace skald::store {

/// A small life of a store: runs start, go on, are folded, close; checkpoints happen. The ledger outside of
/// the file knows what was acknowledged.
class LedgerWorkload {
 public:
  /// Opens the file, works to the end or to the first error, closes the file. Keeps the error.
  void run(Options options);
  /// Like run(), but calls `on_full` when the disk is full and repeats what was refused; other errors end it.
  void run_and_repeat(Options options, const std::function<void()>& on_full);

  /// What is wrong with the file at `path` when it is opened, or nothing: every acknowledged row is there,
  /// and the transaction that was going on is there in whole or not at all.
  std::string check(const std::string& path) const;

  const Error& error() const { return error_; }
  bool is_finished() const { return is_finished_; }
  int checkpoints() const { return checkpoints_; }

 private:
  static constexpr int kTransactions = 9;

  /// The runs as they are after a number of transactions.
  struct Page {
    std::vector<RunStory> runs;
    Seq next = 1;
  };
  /// The page after the next transaction, and the transaction itself on `writer`.
  static Page next_page(const Page& page, int transaction);
  static Status transact(Writer& writer, const Page& before, const Page& after, int transaction);
  Status work(const Options& options, const std::function<void()>& on_full);
  static std::string compare(Reader& reader, const Page& page);

  Page acknowledged_;
  Page attempted_;
  Error error_;
  bool is_finished_ = false;
  int checkpoints_ = 0;
};

}  // namespace skald::store
