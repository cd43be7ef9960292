// SPDX-License-Identifier: MIT
//
// A run on several processes has the bytes of a run on one. The processes are threads here.

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include "../../support/test_files.hpp"
#include "../../support/thread_group.hpp"
#include <sdkt/presets.hpp>

namespace {

using namespace sdkt_test;
using sdkt::distributed::communicator;

struct outcome {
  at::Tensor weights_P;
  sdkt::run_record record;
  bool is_first = false;
};

template <class Trainer, class... Reference>
std::vector<outcome> run_on(int size, std::int64_t max_processes, const Trainer& given,
                            const Reference&... pool) {
  const auto run = [&](const std::shared_ptr<communicator>& group) {
    Trainer trainer = small(given);
    trainer.options.threads = 1;
    trainer.options.max_processes = max_processes;
    trainer.options.processes = group;
    auto result = trainer.run(small_tasks(), pool...);
    return outcome{result.model.weights(), std::move(result.record), result.is_first_process};
  };
  return in_processes(size, run);
}

void check_same(const outcome& one, const outcome& other) {
  CHECK(at::equal(one.weights_P, other.weights_P));
  CHECK(same_steps(one.record, other.record));
  CHECK(same_accuracies(one.record, other.record));
  REQUIRE(one.record.distances.size() == other.record.distances.size());
  for (std::size_t stage = 0; stage < one.record.distances.size(); ++stage)
    CHECK(one.record.distances[stage].tasks == other.record.distances[stage].tasks);
}

auto texts() {
  return sdkt::with_texts(small_pool(), {"a photo of a cat", "seven", "a red circle", "grass"});
}

/// Runs on one process and on others, for at most 4.
template <class Trainer, class... Reference>
void check_exact(const std::vector<int>& sizes, const Trainer& trainer, const Reference&... pool) {
  const outcome alone = run_on(1, 4, trainer, pool...).front();
  for (const int size : sizes) {
    const std::vector<outcome> all = run_on(size, 4, trainer, pool...);
    for (std::size_t rank = 0; rank < all.size(); ++rank) {
      check_same(alone, all[rank]);
      CHECK(all[rank].is_first == (rank == 0));
    }
  }
}

}  // namespace

TEST_CASE("Select and Distill has the same bytes on 1, 2 and 4 processes") {
  check_exact({2, 4}, sdkt::trainer{mini_model()}, small_pool());
}

TEST_CASE("so have uneven and empty shares") {
  sdkt::trainer trainer{mini_model()};
  trainer.options.micro_batch_size = 9;  // 40 images: 5 micro-batches in 8 strands
  const outcome alone = run_on(1, 8, trainer, small_pool()).front();
  for (const int size : {2, 8}) {
    for (const outcome& one : run_on(size, 8, trainer, small_pool())) check_same(alone, one);
  }
}

TEST_CASE("so have losses over whole batches, both towers and clipped gradients") {
  auto trainer = sdkt::presets::zscl(mini_model());
  trainer.options.max_gradient_norm = 0.5;
  check_exact({2, 4}, trainer, texts());
}

TEST_CASE("so has a run in bf16") {
  sdkt::trainer trainer{mini_model()};
  trainer.options.precision = sdkt::precision::bf16;
  check_exact({4}, trainer, small_pool());
}

TEST_CASE("so have extensions with passes over images, exemplars, and weights that are not trained on") {
  check_exact({2}, sdkt::presets::ewc(mini_model()), sdkt::no_reference{});
  check_exact({2}, sdkt::presets::icarl(mini_model(), 1.0, {.capacity = 20}), sdkt::from_extension{});
  check_exact({2}, sdkt::presets::magmax(mini_model()), sdkt::no_reference{});
}

TEST_CASE("so have runs that train something else than the weights") {
  sdkt::trainer trainer{mini_model(), sdkt::dual_teacher{}, sdkt::low_rank{.rank = 4}};
  trainer.options.max_gradient_norm = 0.5;
  check_exact({2, 4}, trainer, small_pool());
  check_exact({2}, sdkt::presets::codyra(mini_model()), sdkt::no_reference{});
  check_exact({2}, sdkt::presets::nusa_cl(mini_model(), {.rank = 8}), sdkt::no_reference{});
  check_exact({2}, sdkt::presets::c_clip(mini_model()), sdkt::own_images{});
  check_exact({2}, sdkt::presets::projected(mini_model()), small_pool());
  check_exact({2}, sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::muon{}}, sdkt::no_reference{});
}

TEST_CASE("so have runs whose classifier learns, with steps and without") {
  check_exact({2, 4}, sdkt::presets::rail_dual(mini_model()));
  check_exact({2}, sdkt::presets::rail_primal(mini_model(), {.units = 200}));
  check_exact({2}, sdkt::trainer{mini_model(), sdkt::no_teacher{}, sdkt::ridge_head{}});
}

TEST_CASE("so have runs that look at the inputs of layers") {
  check_exact({2, 4}, sdkt::presets::inflora(mini_model()), sdkt::no_reference{});
  check_exact({2}, sdkt::presets::keeplora(mini_model()), sdkt::no_reference{});
  check_exact({2}, sdkt::presets::gnsp(mini_model()), sdkt::own_images{});
}

TEST_CASE("one process with strands computes the gradient of the whole batch") {
  const sdkt::trainer trainer{mini_model()};
  const outcome whole = run_on(1, 1, trainer, small_pool()).front();
  const outcome strands = run_on(1, 4, trainer, small_pool()).front();
  REQUIRE(whole.record.steps.size() == strands.record.steps.size());
  for (std::size_t row = 0; row < whole.record.steps.size(); ++row) {
    const double loss = whole.record.steps[row].loss;
    CHECK(std::abs(strands.record.steps[row].loss - loss) <= 1e-5 * loss);
  }
  // AdamW's first steps move a weight by the learning rate, whatever the size of its gradient.
  const auto distance = [&](const at::Tensor& from) {
    return whole.weights_P.sub(from).norm().item<double>();
  };
  CHECK(distance(strands.weights_P) <= 1e-2 * distance(mini_model().weights()));
}

TEST_CASE("a number of processes that does not divide max_processes is refused") {
  const sdkt::trainer trainer{mini_model()};
  CHECK(
      sentence_of([&] { run_on(2, 1, trainer, small_pool()); }) ==
      "max_processes: the value 1 is not a multiple of the 2 processes that the program started; use a power of two "
      "that is at least the number of processes, and start 1, 2, 4 ... processes");
}
