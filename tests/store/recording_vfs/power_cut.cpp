#include "tests/store/recording_vfs/power_cut.h"

#include "tests/store/temporary_folder.h"

namespace skald::store {
namespace {

constexpr char kName[] = "test.db";

void check_images(const PowerCutPlan& plan, const RecordingVfs& vfs, std::uint64_t operation) {
  for (std::uint64_t i = 0; i < plan.images; ++i) {
    const PowerCut cut{.operation = operation, .seed = plan.seed + operation * plan.images + i};
    const TemporaryFolder image;
    vfs.write_crash_image(image.path(), cut.seed);
    plan.check(image.file(kName), cut);
  }
}

}  // namespace

std::uint64_t cut_power_everywhere(const PowerCutPlan& plan) {
  std::uint64_t cuts = 0;
  for (std::uint64_t operation = 1;; operation += plan.stride) {
    RecordingVfs vfs;
    if (plan.prepare) plan.prepare(vfs);
    vfs.cut_power_at(operation);
    const TemporaryFolder folder;
    Options options;
    options.path = folder.file(kName);
    options.vfs = vfs.name();
    plan.scenario(options, vfs);
    const bool was_cut = vfs.is_power_cut();
    check_images(plan, vfs, operation);
    if (!was_cut) return cuts;
    ++cuts;
  }
}

}  // namespace skald::store
