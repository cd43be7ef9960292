// SPDX-License-Identifier: MIT
//
// Steps that are recorded and replayed are the steps as they are called. Here the kernels are their twins on
// the CPU, and what replays is the host, which does the recorded work again.
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <c10/util/Exception.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "../../support/failing_device.hpp"
#include "../../support/small_run.hpp"
#include <sdkt/cuda/twin.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/step/step_graphs.hpp>

namespace {

using namespace sdkt_test;
using Catch::Matchers::ContainsSubstring;

/// What was asked of a recorder.
struct recordings {
  int made = 0, replayed = 0;
};
recordings& seen_recordings() {
  static recordings seen;
  return seen;
}

class counted_work : public sdkt::cuda::twin::repeated_work {
 public:
  using repeated_work::repeated_work;
  void replay() override {
    ++seen_recordings().replayed;
    repeated_work::replay();
  }
};

std::unique_ptr<sdkt::cuda::recorded_work> record_counted(const sdkt::cuda::stream_work& work) {
  ++seen_recordings().made;
  return std::make_unique<counted_work>(work);
}
std::unique_ptr<sdkt::cuda::recorded_work> record_never(const sdkt::cuda::stream_work&) {
  ++seen_recordings().made;
  throw std::runtime_error{"operation not permitted when stream is capturing\nat some line"};
}

sdkt::cuda::kernel_set twins_that_record(decltype(&record_counted) record) {
  sdkt::cuda::kernel_set kernels = sdkt::cuda::twin::kernels;
  kernels.record = record;
  return kernels;
}
const sdkt::cuda::kernel_set& counting_recorder() {
  static const sdkt::cuda::kernel_set kernels = twins_that_record(&record_counted);
  return kernels;
}
const sdkt::cuda::kernel_set& failing_recorder() {
  static const sdkt::cuda::kernel_set kernels = twins_that_record(&record_never);
  return kernels;
}

/// Links kernels, and keeps the warnings of the runs that it observes.
class linked_recorder {
 public:
  explicit linked_recorder(const sdkt::cuda::kernel_set& kernels) {
    sdkt::cuda::linked_kernels = &kernels;
    seen_recordings() = {};
  }
  linked_recorder(const linked_recorder&) = delete;
  linked_recorder& operator=(const linked_recorder&) = delete;
  ~linked_recorder() { sdkt::cuda::linked_kernels = nullptr; }

  sdkt::run_observer observer() {
    return {.on_warning = [this](const std::string& warning) { warnings.push_back(warning); }};
  }

  std::vector<std::string> warnings;
};

struct small_weights {
  at::Tensor penalty(const at::Tensor& theta) const { return theta.square().sum().mul(1e-3); }
};

template <class Trainer, class Reference>
auto six_steps(Trainer trainer, const Reference& reference, bool as_graph,
               const sdkt::run_observer& observer = {}) {
  trainer = small(std::move(trainer));
  trainer.options.steps = 6;
  trainer.options.step_graph = as_graph;
  return trainer.run(small_tasks(), reference, observer);
}

template <class Trainer, class Reference>
void check_recorded(const Trainer& trainer, const Reference& reference) {
  INFO(trainer.method);
  linked_recorder linked{counting_recorder()};
  const auto called = six_steps(trainer, reference, false, linked.observer());
  CHECK(seen_recordings().made == 0);
  const auto recorded = six_steps(trainer, reference, true, linked.observer());
  CHECK(seen_recordings().made == 2);  // a task each
  CHECK(seen_recordings().replayed == 2 * (6 - sdkt::step::step_graphs::prepared_steps));
  CHECK(same_steps(called.record, recorded.record));
  CHECK(same_accuracies(called.record, recorded.record));
  CHECK(at::equal(called.model.weights(), recorded.model.weights()));
  CHECK(linked.warnings.empty());
}

template <class Trainer, class Reference>
std::vector<std::string> warnings_of(const sdkt::cuda::kernel_set& kernels, const Trainer& trainer,
                                     const Reference& reference) {
  INFO(trainer.method);
  linked_recorder linked{kernels};
  const auto called = six_steps(trainer, reference, false, linked.observer());
  const auto recorded = six_steps(trainer, reference, true, linked.observer());
  CHECK(seen_recordings().replayed == 0);
  CHECK(same_steps(called.record, recorded.record));
  CHECK(at::equal(called.model.weights(), recorded.model.weights()));
  return linked.warnings;
}

}  // namespace

TEST_CASE("recorded steps are the steps as they are called, bit for bit", "[train][graph]") {
  check_recorded(sdkt::trainer{mini_model()}, small_pool());
  check_recorded(sdkt::presets::finetune(mini_model()), sdkt::no_reference{});
  check_recorded(sdkt::trainer{mini_model(), sdkt::previous_teacher{}, sdkt::constant_selection{1.0},
                               sdkt::logit_divergence{.temperature = 2}},
                 sdkt::own_images{});
}

TEST_CASE("recorded steps take micro-batches, and penalties that are functions of the weights",
          "[train][graph]") {
  auto trainer = sdkt::trainer{mini_model()};
  trainer.options.micro_batch_size = 9;
  check_recorded(trainer, small_pool());
  check_recorded(sdkt::trainer{mini_model(), sdkt::no_teacher{}, small_weights{}}, sdkt::no_reference{});
}

TEST_CASE("what may do otherwise from step to step is not recorded, in one sentence", "[train][graph]") {
  const auto live = warnings_of(counting_recorder(),
                                sdkt::trainer{mini_model(), sdkt::ema_teacher{.decay = 0.5}}, small_pool());
  CHECK(seen_recordings().made == 0);
  REQUIRE(live.size() == 1);
  CHECK_THAT(live[0], ContainsSubstring("follows the student"));
  const auto acting =
      warnings_of(counting_recorder(), sdkt::presets::ewc(mini_model()), sdkt::no_reference{});
  CHECK(seen_recordings().made == 0);
  REQUIRE(acting.size() == 1);
  CHECK_THAT(acting[0], ContainsSubstring("an extension acts within a step"));
}

TEST_CASE("a step that cannot be recorded is made as it is called, in one sentence a task",
          "[train][graph]") {
  const auto said = warnings_of(failing_recorder(), sdkt::trainer{mini_model()}, small_pool());
  CHECK(seen_recordings().made == 2);
  REQUIRE(said.size() == 2);
  CHECK_THAT(said[0], ContainsSubstring("each operator is launched separately: operation not permitted"));
  CHECK(said[0].find('\n') == std::string::npos);
}

TEST_CASE("graphs are refused where nothing records, before anything is computed", "[train][graph]") {
  CHECK(
      sentence_of<sdkt::setting_error>([] { six_steps(sdkt::trainer{mini_model()}, small_pool(), true); }) ==
      "step_graph: recording a step as a CUDA graph needs a CUDA device and a program linked with "
      "sdkt::cuda, but this run is on cpu; leave it out");
}

TEST_CASE("a device that fails is said by the exception under way, not by an end of the program",
          "[train][graph]") {
  sdkt_test::failing_device fake;
  const auto sentence = sentence_of<std::runtime_error>([&] {
    const sdkt::step::own_stream_of_device stream{fake.device(), /*is_wanted=*/true};
    CHECK(fake.getStream(fake.device()).id() == 1);  // its own is current
    fake.has_failed = true;                          // and with it every later call
    throw std::runtime_error{"an illegal memory access was encountered"};
  });
  CHECK(sentence == "an illegal memory access was encountered");
  CHECK(fake.getStream(fake.device()).id() == 0);
  fake.has_failed = false;
  { const sdkt::step::own_stream_of_device none{fake.device(), /*is_wanted=*/false}; }
  CHECK(fake.num_streams == 1);
}

TEST_CASE("every shape of batch has a recording of its own, which reads its own memory", "[train][graph]") {
  const linked_recorder linked{counting_recorder()};
  std::vector<const void*> read;
  sdkt::step::step_graphs steps{&counting_recorder(), [&](const sdkt::batch::training_batch& batch) {
                                  read.push_back(batch.pixels.const_data_ptr());
                                  return sdkt::step::step_terms{
                                      .loss = batch.pixels.sum(),
                                      .cross_entropy = batch.labels_B.sum().to(at::kFloat)};
                                }};
  for (int step = 0; step < 5; ++step) {
    for (const std::int64_t images : {4, 3}) {
      const double value = 10.0 * step + static_cast<double>(images);
      const sdkt::batch::training_batch batch{
          at::full({images, 2}, value), at::full({2}, step, at::kLong), {}, {}};
      const sdkt::step::step_terms terms = steps(batch);
      CHECK(terms.loss.item<double>() == value * 2 * static_cast<double>(images));
      CHECK(terms.cross_entropy.item<double>() == 2.0 * step);
      CHECK((read.back() == batch.pixels.const_data_ptr()) ==
            (step < sdkt::step::step_graphs::prepared_steps));
    }
  }
  CHECK(seen_recordings().made == 2);
  CHECK(read[8] == read[6]);  // the same memory every time
  CHECK(read[9] == read[7]);
  CHECK(read[8] != read[9]);
}
