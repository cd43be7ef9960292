// SPDX-License-Identifier: MIT
//
// Runs that train something else than the weights, stopped wherever they can be stopped and continued each time.

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "in_pieces.hpp"

namespace {

using namespace sdkt_test;

}  // namespace

TEST_CASE("so is what trains in place of the weights", "[checkpoint]") {
  SECTION("factors") { check_pieces(sdkt::presets::snd_lora(mini_model()), small_pool()); }
  SECTION("gates and their thresholds") {
    check_pieces(sdkt::presets::codyra(mini_model()), sdkt::no_reference{});
  }
  SECTION("cores between singular vectors") {
    check_pieces(sdkt::presets::nusa_cl(mini_model(), {.rank = 8}), sdkt::no_reference{});
  }
  SECTION("fixed factors and the spaces outside which they are") {
    check_pieces(sdkt::presets::inflora(mini_model()), sdkt::no_reference{});
    check_pieces(sdkt::presets::keeplora(mini_model()), sdkt::no_reference{});
  }
  SECTION("inputs that earlier tasks had") {
    check_pieces(sdkt::presets::gnsp(mini_model()), sdkt::own_images{});
  }
  SECTION("moments of other optimisers") {
    check_pieces(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::muon{}}, sdkt::no_reference{});
    check_pieces(sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::low_rank{}, sdkt::sgd{}},
                 sdkt::no_reference{});
  }
  SECTION("directions that earlier tasks fix") {
    check_pieces(sdkt::presets::projected(mini_model()), small_pool());
  }
}

TEST_CASE("a run that is stopped while a parameterisation looks at a task's images looks at them again",
          "[checkpoint]") {
  const auto trainer = small(sdkt::presets::keeplora(mini_model()));
  const auto whole = trainer.run(small_tasks());
  for (const int chance : {1, 4, 9, 14, 20}) {  // 16 or 64 images at a time, twice per task
    INFO(chance);
    const temporary_folder scratch;
    auto stopped = trainer;
    stopped.options.checkpoints = {.folder = scratch / "checkpoint", .seconds = 1e8, .resume = true};
    try {
      static_cast<void>(stopped.run(small_tasks(), {}, stopping_at(chance, /*in_passes=*/true)));
      CHECK(chance > 12);
    } catch (const sdkt::run_stopped&) {
    }
    const auto continued = stopped.run(small_tasks());
    CHECK(text_of(continued.record) == text_of(whole.record));
    CHECK(at::equal(continued.model.weights(), whole.model.weights()));
  }
}
