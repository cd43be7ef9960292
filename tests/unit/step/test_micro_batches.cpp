// SPDX-License-Identifier: MIT
//
// Micro-batches: the gradient of the whole batch, whatever losses and selections compare.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include <ATen/ops/linalg_vector_norm.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include "../../support/small_run.hpp"
#include <sdkt/extension.hpp>

namespace {

using Catch::Matchers::WithinRel;
using namespace sdkt_test;

/// Keeps the gradient of every step.
struct gradient_keeper {
  std::shared_ptr<std::vector<at::Tensor>> kept = std::make_shared<std::vector<at::Tensor>>();
  void on_backward_end(const sdkt::backward_end& moment) const { kept->push_back(moment.gradient.clone()); }
};

/// Keeps the gradient of every step's distillation too.
struct both_gradients_keeper {
  std::shared_ptr<std::vector<at::Tensor>> kept = std::make_shared<std::vector<at::Tensor>>();
  void on_distillation_end(const sdkt::distillation_end& moment) const {
    kept->push_back(moment.gradient.clone());
  }
  void on_backward_end(const sdkt::backward_end& moment) const { kept->push_back(moment.gradient.clone()); }
};

/// The gradients of a small run: first steps of two tasks, in which all have the same weights to rounding.
template <class Trainer, class Keeper, class Reference>
std::vector<at::Tensor> gradients_of(const Trainer& composed, const Keeper& keeper,
                                     const Reference& reference, sdkt::trained_part trains,
                                     std::int64_t micro_batch_size) {
  keeper.kept->clear();
  Trainer trainer = small(composed);
  trainer.options.steps = 1;
  trainer.options.learning_rate = 1e-6;
  trainer.options.trains = trains;
  trainer.options.micro_batch_size = micro_batch_size;
  static_cast<void>(trainer.run(small_tasks(), reference));
  return *keeper.kept;
}

template <class Trainer, class Keeper, class Reference>
void require_same_gradients(const Trainer& composed, const Keeper& keeper, const Reference& reference,
                            sdkt::trained_part trains = sdkt::trained_part::image_tower) {
  const std::vector<at::Tensor> whole = gradients_of(composed, keeper, reference, trains, 0);
  REQUIRE(whole.size() >= 2);
  double largest = 0;  // the gradient of a distillation alone may be nothing but rounding
  for (const at::Tensor& each : whole)
    largest = std::max(largest, at::linalg_vector_norm(each).template item<double>());
  const std::vector<at::Tensor> pieces = gradients_of(composed, keeper, reference, trains, 7);
  REQUIRE(pieces.size() == whole.size());
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const double difference = at::linalg_vector_norm(pieces[i].sub(whole[i])).template item<double>();
    CHECK(difference <= 2e-5 * largest);
  }
}

}  // namespace

TEST_CASE("Micro-batches give the gradient of the whole batch", "[train][micro_batch]") {
  const gradient_keeper keeper;
  const auto& model = mini_model();
  SECTION("of the default composition") {
    require_same_gradients(sdkt::trainer{model, keeper}, keeper, small_pool());
  }
  SECTION("where the selection looks at the whole batch") {
    require_same_gradients(
        sdkt::trainer{model, sdkt::dual_teacher{}, sdkt::batch_mean{sdkt::distance_sigmoid{}}, keeper},
        keeper, small_pool());
    require_same_gradients(sdkt::trainer{model, sdkt::dual_teacher{}, sdkt::distance_rank{}, keeper}, keeper,
                           small_pool());
  }
  SECTION("where the loss compares the task's images with each other, and everything trains") {
    require_same_gradients(sdkt::trainer{model, sdkt::previous_teacher{}, sdkt::constant_selection{},
                                         sdkt::relation_divergence{}, keeper},
                           keeper, sdkt::own_images{}, sdkt::trained_part::everything);
  }
  SECTION("with a penalty") {
    require_same_gradients(sdkt::trainer{model, sdkt::no_teacher{}, sdkt::ewc{}, keeper}, keeper,
                           sdkt::no_reference{});
  }
  SECTION("where only the text tower trains") {
    require_same_gradients(sdkt::trainer{model, sdkt::no_teacher{}, keeper}, keeper, sdkt::no_reference{},
                           sdkt::trained_part::text_tower);
  }
  SECTION("and that of the distillation alone") {
    const both_gradients_keeper both;
    require_same_gradients(sdkt::trainer{model, both}, both, small_pool());
  }
}

TEST_CASE("A run in micro-batches measures what a run without measures", "[train][micro_batch]") {
  sdkt::trainer trainer = small(sdkt::trainer{mini_model()});
  const auto whole = trainer.run(small_tasks(), small_pool());
  trainer.options.micro_batch_size = 9;
  const auto pieces = trainer.run(small_tasks(), small_pool());
  REQUIRE(pieces.record.steps.size() == whole.record.steps.size());
  for (std::size_t row = 0; row < whole.record.steps.size(); ++row)
    CHECK_THAT(pieces.record.steps[row].loss, WithinRel(whole.record.steps[row].loss, 1e-4));
  CHECK(pieces.record.accuracy.zero_shot == whole.record.accuracy.zero_shot);
  CHECK(pieces.record.settings.find("micro_batch_size") != nullptr);
}
