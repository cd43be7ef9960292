// SPDX-License-Identifier: MIT
//
// Runs that keep decoded images: the same results, and how many images they decode.
#include <cstdint>
#include <memory>

#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/batch/image_store.hpp>
#include <sdkt/presets.hpp>

TEST_CASE("a CUDA device has as many decoding threads as the machine has cores but one, two to eight") {
  for (const unsigned cores : {0U, 1U, 2U, 4U, 64U})
    CHECK(sdkt::batch::decoding_threads_for(false, cores) == 2);
  CHECK(sdkt::batch::decoding_threads_for(true, 0) == 2);  // not known
  CHECK(sdkt::batch::decoding_threads_for(true, 2) == 2);
  CHECK(sdkt::batch::decoding_threads_for(true, 6) == 5);
  CHECK(sdkt::batch::decoding_threads_for(true, 9) == 8);
  CHECK(sdkt::batch::decoding_threads_for(true, 64) == 8);
}

namespace {

using namespace sdkt_test;

TEST_CASE("a run gives the same bytes whether it keeps no image, some or all") {
  const auto check = [](auto trainer) {
    trainer = small(std::move(trainer));
    trainer.options.image_store_bytes = 0;
    const auto without = trainer.run(small_tasks(), small_pool());
    for (const std::int64_t bytes : {200'000, 1'000'000'000}) {
      trainer.options.image_store_bytes = bytes;
      const auto with = trainer.run(small_tasks(), small_pool());
      CHECK(same_steps(with.record, without.record));
      CHECK(same_accuracies(with.record, without.record));
      CHECK(at::equal(with.model.weights(), without.model.weights()));
    }
  };
  check(sdkt::trainer{mini_model()});
  check(sdkt::presets::ewc(mini_model()));    // looks at a task's images again for its Fisher
  check(sdkt::presets::icarl(mini_model()));  // and this for its exemplars, which come back in other tasks
}

TEST_CASE("an image is decoded once a run, and those of a task make room for the next task's") {
  auto trainer = small(sdkt::trainer{mini_model()});
  trainer.options.steps = 8;  // two passes over the 64 images of a task, and three over the reference
  trainer.options.decoding_threads = 1;
  const auto misses_of = [&](std::int64_t bytes) {
    trainer.options.images_kept = std::make_shared<sdkt::image_store>(bytes);
    static_cast<void>(trainer.run(small_tasks(), small_pool()));
    return trainer.options.images_kept->num_asked() - trainer.options.images_kept->num_found();
  };
  // Of both tasks 64 to train on and 40 to test on; of the reference 60 to train on and to measure distances
  // on.
  constexpr std::int64_t images = 2 * (64 + 40) + 2 * 60;
  CHECK(misses_of(1'000'000'000) == images);
  const std::int64_t an_image = trainer.options.images_kept->bytes() / images;
  CHECK(an_image > 3 * 32 * 32);
  CHECK(misses_of((images - 60) * an_image) == images);  // but for 60 of the first task's
  CHECK(misses_of((images - 100) * an_image) > images);
}

TEST_CASE("runs that share a store decode nothing twice") {
  auto trainer = small(sdkt::trainer{mini_model()});
  const auto alone = trainer.run(small_tasks(), small_pool());
  const auto kept = std::make_shared<sdkt::image_store>(1'000'000'000);
  const sdkt::reference_set pool = small_pool();
  trainer.options.images_kept = kept;
  static_cast<void>(trainer.run(small_tasks(), pool));
  const std::int64_t asked = kept->num_asked(), found = kept->num_found();
  const auto second = trainer.run(small_tasks(), pool);
  CHECK(kept->num_asked() == 2 * asked);
  CHECK(kept->num_found() - found == asked);
  CHECK(at::equal(second.model.weights(), alone.model.weights()));
}

}  // namespace
