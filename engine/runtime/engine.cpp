#include "engine/runtime/engine.h"

#include <atomic>
#include <future>
#include <random>
#include <utility>

#include "engine/runtime/recovery.h"

namespace skald::runtime {

Engine::Engine(std::unique_ptr<store::Store> store, Options options)
    : store_(std::move(store)), options_(std::move(options)), matching_(*options_.clock) {
  pipeline_ = std::make_unique<CommitPipeline>(
      store_->writer(), store_->opened(), options_, metrics_,
      [this](std::size_t shard, std::vector<Covered> covered) {
        shards_[shard]->post([covered = std::move(covered)](Shard& self) { self.note_covered(covered); });
      });
  namespaces_ = std::make_unique<Namespaces>(*pipeline_);
}

Result<std::unique_ptr<Engine>> Engine::open(std::unique_ptr<store::Store> store, Options options) {
  if (options.shards < 1 || options.shards > 64 || options.loaders < 1 || options.loaders > 64) {
    return Error{Code::kInvalidArgument, "shards and loaders must be between 1 and 64", {}};
  }
  std::unique_ptr<Engine> engine(new Engine(std::move(store), std::move(options)));
  auto loader = Loader::start(*engine->store_, engine->options_.loaders);
  if (!loader.ok()) return std::move(loader).error();
  engine->loader_ = std::move(*loader);
  auto lists = Loader::start(*engine->store_, 1);
  if (!lists.ok()) return std::move(lists).error();
  engine->lists_ = std::move(*lists);
  for (std::size_t index = 0; index < engine->options_.shards; ++index) {
    engine->shards_.push_back(std::make_unique<Shard>(ShardParts{
        index, engine->options_, *engine->pipeline_, engine->matching_, *engine->loader_, engine->metrics_,
        engine->incarnation(),
        [self = engine.get()](const WorkflowKey& workflow) -> Shard& { return self->shard_of(workflow); },
        [self = engine.get()](Time now) { self->reaper_.tick(now); }}));
  }
  engine->pipeline_->start();
  SKALD_TRY(engine->recover());
  for (auto& shard : engine->shards_) shard->start();
  engine->wake();
  return engine;
}

Engine::~Engine() { stop(); }

void Engine::stop() {
  if (std::exchange(stopped_, true)) return;
  matching_.shut_down();
  pipeline_->begin_stop();
  for (auto& shard : shards_) shard->stop();
  pipeline_->stop();
  loader_.reset();
  lists_.reset();
}

Shard& Engine::shard_of(const WorkflowKey& workflow) {
  return *shards_[shards_.size() == 1 ? 0 : WorkflowKeyHash{}(workflow) % shards_.size()];
}

void Engine::end_long_polls() {
  matching_.shut_down();
  for (auto& shard : shards_) shard->post([](Shard& self) { self.end_waits(); });
}

Result<std::string> Engine::secret(const std::string& name) {
  constexpr std::size_t kBytes = 32;
  auto reader = store_->reader();
  if (!reader) return reader.error();
  store::CatalogRow row{"secret/" + name, {}};
  auto kept = (*reader)->catalog(row.key);
  if (!kept) return kept.error();
  if (!kept->empty()) return kept->front().body;
  std::random_device random;
  while (row.body.size() < kBytes) row.body.push_back(static_cast<char>(random()));
  std::promise<void> durable;
  pipeline_->chore({.write = [row](store::Writer& writer) { return writer.put(row); },
                    .done = [&durable] { durable.set_value(); }});
  durable.get_future().wait();
  return row.body;
}

void Engine::flush_visibility(std::function<void()> done) {
  auto left = std::make_shared<std::atomic<std::size_t>>(shards_.size());
  auto shared_done = std::make_shared<std::function<void()>>(std::move(done));
  for (auto& shard : shards_) {
    shard->post([this, left, shared_done](Shard& self) {
      self.derive_all();
      if (left->fetch_sub(1) == 1) pipeline_->when_derived(*shared_done);
    });
  }
}

void Engine::wake() {
  for (auto& shard : shards_) shard->post([](Shard&) {});
}

Status Engine::recover() {
  auto reader = store_->reader();
  if (!reader.ok()) return std::move(reader).error();
  // What recovery makes is committed while it still reads. Until it has seen every run, the file must go on
  // to say that the next recovery starts where this one did.
  const Seq from = store_->opened().uncovered_from;
  SKALD_TRY(namespaces_->load(**reader));
  pipeline_->mark_uncovered(from);
  SKALD_TRY(runtime::recover(**reader, store_->opened(), metrics_, [this](std::unique_ptr<Run> run) {
    shard_of(run->key.workflow).recover(std::move(run));
  }));
  pipeline_->unmark_uncovered(from);
  return {};
}

}  // namespace skald::runtime
