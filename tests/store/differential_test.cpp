#include <random>

#include "tests/store/random_conditions.h"
#include "tests/store/store_under_test.h"

namespace skald::store {
namespace {

constexpr int kOperations = 4'000;

/// One sequence of random calls for both stores; every answer must be equal, errors included.
class Differential {
 public:
  explicit Differential(unsigned seed) : random_(seed) {}

  void run() {
    for (int i = 0; i < kOperations && !testing::Test::HasFailure(); ++i) {
      SCOPED_TRACE("operation " + std::to_string(i));
      if (pick(300) == 0) sqlite_.reopen();
      pick(3) == 0 ? transaction() : query();
    }
    EXPECT_GT(answers_, kOperations / 2);
    EXPECT_GT(folds_, 20);
    EXPECT_GT(refusals_, 20);
    EXPECT_GT(erased_, 3);
  }

 private:
  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }
  std::string pick_id() { return "order-" + std::to_string(pick(12)); }
  std::string pick_namespace() { return pick(5) == 0 ? "other" : "default"; }
  RunStory* pick_run() { return runs_.empty() ? nullptr : runs_[pick(runs_.size())].get(); }

  static bool equal(const Status& a, const Status& b) {
    return a.ok() == b.ok() && (a.ok() || a.error().code == b.error().code);
  }
  template <class T>
  static bool equal(const Result<T>& a, const Result<T>& b) {
    return a.ok() == b.ok() && (a.ok() ? *a == *b : a.error().code == b.error().code);
  }
  /// `call` must do the same on both.
  template <class Call>
  void both(const char* what, Call call) {
    auto first = call(sqlite_);
    auto second = call(memory_);
    EXPECT_TRUE(equal(first, second)) << what << ": sqlite " << (first.ok() ? "ok" : first.error().message)
                                      << ", memory " << (second.ok() ? "ok" : second.error().message);
    ++answers_;
    if (!first.ok()) ++refusals_;
  }

  void transaction() {
    both("begin", [](StoreUnderTest& store) { return store.writer().begin(); });
    const auto before = copy_of_runs();
    const Seq next_before = next_;
    for (std::size_t i = 0; i <= pick(8); ++i) change();
    if (pick(6) == 0) {
      sqlite_.writer().rollback();
      memory_.writer().rollback();
      runs_ = copy_of(before);
      next_ = next_before;
    } else {
      both("commit", [](StoreUnderTest& store) { return store.writer().commit(); });
    }
    if (pick(4) == 0)
      both("checkpoint", [](StoreUnderTest& s) {
        return s.writer().checkpoint_if_needed().ok() ? Status() : Status(Error{});
      });
  }

  using Runs = std::vector<std::unique_ptr<RunStory>>;
  static Runs copy_of(const Runs& runs) {
    Runs copy;
    for (const auto& run : runs) copy.push_back(std::make_unique<RunStory>(*run));
    return copy;
  }
  Runs copy_of_runs() const { return copy_of(runs_); }

  void append_last(const RunStory& run) {
    both("append", [&](StoreUnderTest& store) { return store.writer().append(run.rows().back()); });
  }
  void write_derived(const DerivedRow& row) {
    both("write", [&](StoreUnderTest& store) { return store.writer().write(row); });
  }

  void change() {
    RunStory* run = pick_run();
    const std::size_t kind = pick(10);
    if (run == nullptr || kind == 0) {
      const Seq first = next_++;
      runs_.push_back(std::make_unique<RunStory>(
          first, RunLook{.workflow_id = pick_id(),
                         .run_id = pick(4) == 0 ? "custom-" + std::to_string(first) : "",
                         .namespace_name = pick_namespace(),
                         .workflow_type = pick(2) == 0 ? "ship" : "place_order",
                         .start_time = static_cast<std::int64_t>(pick(50)),
                         .search_attributes = pick(2) == 0 ? "" : random_attributes(random_),
                         .parent_workflow_id = pick(4) == 0 ? pick_id() : ""}));
      append_last(*runs_.back());
    } else if (kind < 6) {
      run->then(next_++, static_cast<std::int32_t>(pick(4)), pick(20) == 0 ? 9'000 : 50);
      if (pick(12) == 0)
        run->close(2 + static_cast<std::int32_t>(pick(5)), 1 + static_cast<std::int64_t>(pick(60)));
      append_last(*run);
    } else if (kind < 8) {
      write_derived(run->derived());
    } else if (kind == 8) {
      fold(*run);
    } else if (pick(2) == 0) {
      change_catalog();
    } else if (pick(3) == 0) {
      erase(*run);
    } else {
      const Seq uncovered = 1 + pick(next_);
      both("meta", [&](StoreUnderTest& store) { return store.writer().write_meta(next_, uncovered); });
    }
  }

  void fold(const RunStory& run) {
    if (pick(3) != 0) write_derived(run.derived());
    const Seq through = pick(8) == 0 ? 1 + pick(next_) : run.rows()[pick(run.rows().size())].seq;
    both("fold", [&](StoreUnderTest& store) { return store.writer().fold({run.number(), through}); });
    ++folds_;
  }

  void change_catalog() {
    const CatalogRow row{"namespace/" + std::to_string(pick(6)), std::to_string(pick(1'000))};
    if (pick(3) == 0) {
      both("take_out", [&](StoreUnderTest& store) { return store.writer().take_out(row.key); });
    } else {
      both("put", [&](StoreUnderTest& store) { return store.writer().put(row); });
    }
  }

  /// Only closed runs that derived rows cover are deleted.
  void erase(const RunStory& run) {
    if (!run.is_closed()) return;
    write_derived(run.derived());
    both("fold", [&](StoreUnderTest& store) { return store.writer().fold({run.number(), run.last()}); });
    both("erase", [&](StoreUnderTest& store) { return store.writer().erase(run.number()); });
    // What is left of long histories goes in pieces: how many, is the store's own affair.
    for (bool is_done = false; !is_done;) {
      auto erased = sqlite_.writer().erase_remains(1 + pick(3));
      ASSERT_TRUE(erased.ok());
      is_done = *erased;
    }
    std::erase_if(runs_, [&](const auto& each) { return each->number() == run.number(); });
    ++erased_;
  }

  void query() {
    const RunStory* run = pick_run();
    const RunNumber number = run == nullptr || pick(20) == 0 ? 1 + pick(next_) : run->number();
    const Seq last = run == nullptr || pick(10) == 0 ? pick(next_ + 1) : run->last();
    const auto from = static_cast<std::int64_t>(pick(60));
    const std::size_t max = pick(30);
    place_ = pick(next_ + 1);
    switch (pick(9)) {
      case 0: return both("meta", [](StoreUnderTest& store) { return fields(store.reader().meta()); });
      case 1: return query_current();
      case 2: return both("run", [&](StoreUnderTest& store) { return store.reader().run(number); });
      case 3:
        return both("chain",
                    [&](StoreUnderTest& store) { return store.reader().chain(number, last, place_); });
      case 4:
        return both("history", [&](StoreUnderTest& s) {
          return s.reader().history(number, last_of(number), from, max);
        });
      case 5:
        return both("reverse", [&](StoreUnderTest& s) {
          return s.reader().history_reverse(number, last_of(number), from, max);
        });
      case 6: return query_list();
      case 7: return both("scan_open", [](StoreUnderTest& store) { return scanned_open(store); });
      default: return both("scan_log", [&](StoreUnderTest& store) { return scanned_log(store, place_); });
    }
  }

  /// A page from folded rows alone does not look at the log, so only real places are asked for.
  Seq last_of(RunNumber number) const {
    for (const auto& run : runs_) {
      if (run->number() == number) return place_ % 5 == 0 ? 0 : run->last();
    }
    return 0;
  }

  void query_current() {
    const std::string space = pick_namespace();
    const std::string id = pick_id();
    const std::string run_id =
        pick(2) == 0 ? sample_uuid(1 + pick(next_)) : "custom-" + std::to_string(pick(next_));
    both("current_run", [&](StoreUnderTest& store) { return store.reader().current_run(space, id); });
    both("run by id", [&](StoreUnderTest& store) { return store.reader().run(space, id, run_id); });
  }

  void query_list() {
    const ListFilter filter{.namespace_name = pick_namespace(),
                            .condition = random_condition(random_, pick(4))};
    const std::size_t size = 1 + pick(20);
    both("count", [&](StoreUnderTest& store) { return store.reader().count(filter); });
    both("list", [&](StoreUnderTest& store) { return whole_list(store, filter, size); });
    const GroupBy group = pick(2) == 0 ? GroupBy::kStatus : GroupBy::kDivision;
    both("count_by", [&](StoreUnderTest& store) { return store.reader().count_by(filter, group); });
    const auto before = static_cast<std::int64_t>(pick(60));
    both("closed_before", [&](StoreUnderTest& store) {
      return store.reader().closed_before(filter.namespace_name, before, size);
    });
    both("has_remains", [](StoreUnderTest& store) { return store.reader().has_remains(); });
    both("catalog", [](StoreUnderTest& store) { return store.reader().catalog("namespace/"); });
  }

  static Result<std::vector<std::uint64_t>> fields(const Result<Meta>& meta) {
    if (!meta) return meta.error();
    return std::vector<std::uint64_t>{meta->next_seq, meta->uncovered_from};
  }
  static Result<std::vector<DerivedRow>> whole_list(StoreUnderTest& store, const ListFilter& filter,
                                                    std::size_t size) {
    std::vector<DerivedRow> rows;
    std::string token;
    do {
      auto page = store.reader().list(filter, size, token);
      if (!page) return page.error();
      rows.insert(rows.end(), page->rows.begin(), page->rows.end());
      token = page->next_page_token;
    } while (!token.empty());
    return rows;
  }
  static Result<std::vector<DerivedRow>> scanned_open(StoreUnderTest& store) {
    std::vector<DerivedRow> rows;
    SKALD_TRY(
        store.reader().scan_open([&](DerivedRow&& row) { return rows.push_back(std::move(row)), Status(); },
                                 [](RunNumber, const Error& error) { FAIL() << error.message; }));
    return rows;
  }
  static Result<std::vector<LogRow>> scanned_log(StoreUnderTest& store, Seq from) {
    std::vector<LogRow> rows;
    SKALD_TRY(store.reader().scan_log(
        from, [&](LogRow&& row) { return rows.push_back(std::move(row)), Status(); },
        [](RunNumber, const Error& error) { FAIL() << error.message; }));
    return rows;
  }

  std::mt19937 random_;
  StoreUnderTest sqlite_{Kind::kSqlite};
  StoreUnderTest memory_{Kind::kMemory};
  Runs runs_;
  Seq next_ = 1;
  Seq place_ = 0;  // the random place of the query that is going on
  int answers_ = 0;
  int folds_ = 0;
  int refusals_ = 0;
  int erased_ = 0;
};

class DifferentialTest : public testing::TestWithParam<unsigned> {};

INSTANTIATE_TEST_SUITE_P(Seeds, DifferentialTest, testing::Values(1u, 2u, 3u));

TEST_P(DifferentialTest, every_answer_of_sqlite_equals_the_oracles) { Differential(GetParam()).run(); }

}  // namespace
}  // namespace skald::store
