// SPDX-License-Identifier: MIT
//
// How weights are counted, and which test images a report shows.

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <ATen/ops/cat.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/tensor.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/bytes.hpp"
#include "../../support/small_run.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/evaluate/shown_samples.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/presets.hpp>
#include <sdkt/step/weight_counter.hpp>

namespace {

using namespace sdkt_test;

sdkt::selection_record counted(const std::vector<at::Tensor>& batches) {
  sdkt::step::weight_counter counter;
  for (const auto& batch : batches) counter.add(batch);
  sdkt::selection_record record;
  counter.move_to(record);
  return record;
}

TEST_CASE("a weight is counted in the part whose lower edge it has reached, and 1 in the last") {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const auto record =
      counted({at::tensor({-0.1F, 0.0F, 0.049F, 0.05F, 0.5F, 0.949F, 0.95F, 1.0F, 1.0001F, none})});
  CHECK(record.counts[0] == 1);
  CHECK(record.counts[1] == 2);
  CHECK(record.counts[2] == 1);
  CHECK(record.counts[11] == 1);
  CHECK(record.counts[19] == 1);
  CHECK(record.counts[20] == 2);
  CHECK(record.counts[21] == 2);
  CHECK(record.total() == 10);
}

TEST_CASE("weights of any layout and type are counted, and counts add up however they are cut") {
  const at::Tensor weights_RN = at::rand({64, 2});
  const at::Tensor whole = weights_RN.select(1, 0);  // not contiguous, as a selection's are
  const auto at_once = counted({whole});
  CHECK(at_once.total() == 64);
  CHECK((counted({whole.narrow(0, 0, 10), whole.narrow(0, 10, 54)}) == at_once));
  CHECK((counted({whole.to(at::kDouble)}) == at_once));
  sdkt::step::weight_counter counter;
  sdkt::selection_record record;
  counter.move_to(record);  // nothing yet
  counter.add(whole);
  counter.move_to(record);
  counter.move_to(record);  // nothing new
  counter.add(whole);
  counter.move_to(record);
  for (std::size_t i = 0; i < record.counts.size(); ++i) CHECK(record.counts[i] == 2 * at_once.counts[i]);
}

TEST_CASE("a run counts every weight of every step, whatever the intervals at which it looks") {
  auto trainer = small(sdkt::presets::snd(mini_model()));
  const auto first = trainer.run(small_tasks(), small_pool());
  trainer.options.log_interval = 1;
  const auto second = trainer.run(small_tasks(), small_pool());
  REQUIRE(first.record.selection.size() == 2);
  for (const auto& task : first.record.selection) CHECK(task.total() == num_steps * 24);
  CHECK((first.record.selection == second.record.selection));
  // Their mean is that of the steps, to half a part.
  double sum = 0, mean = 0;
  for (std::size_t i = 1; i <= 20; ++i)
    sum += (static_cast<double>(i) - 0.5) / 20 * static_cast<double>(first.record.selection[1].counts[i]);
  for (const auto& step : first.record.steps) mean += step.task == 1 ? *step.mean_selection / num_steps : 0;
  CHECK(std::abs(sum / (num_steps * 24) - mean) < 0.025);
  CHECK(small(sdkt::presets::finetune(mini_model())).run(small_tasks()).record.selection.empty());
}

/// Predictions of one task whose image number i has this label, prediction and margin.
std::vector<sdkt::prediction_record> predictions(
    const std::vector<std::pair<bool, double>>& right_and_margin) {
  std::vector<sdkt::prediction_record> result;
  for (const auto& [is_right, margin] : right_and_margin)
    result.push_back({2, false, 0, "x", 1, is_right ? 1 : 0, margin});
  return result;
}

TEST_CASE("the most certain mistakes are shown first, then the least certain right answers") {
  const auto said = predictions({{true, 3}, {false, 1}, {true, 0.5}, {false, 2}, {false, 2}, {true, 1}});
  std::vector<std::size_t> all{0, 1, 2, 3, 4, 5};
  const auto shown = [&](std::size_t count) { return sdkt::detail::shown_of_task(said, all, count); };
  CHECK(shown(8) == std::vector<std::size_t>{3, 4, 1, 2, 5, 0});
  CHECK(shown(4) == std::vector<std::size_t>{3, 4, 1, 2});
  CHECK(shown(3) == std::vector<std::size_t>{3, 4, 1});
  CHECK(shown(1) == std::vector<std::size_t>{3});
  const auto wrong = predictions(std::vector<std::pair<bool, double>>(20, {false, 1}));
  std::vector<std::size_t> twenty(20);
  for (std::size_t i = 0; i < 20; ++i) twenty[i] = i;
  CHECK(sdkt::detail::shown_of_task(wrong, twenty, 8).size() == 8);
  const auto broken = predictions({{false, std::nan("")}, {true, 1}});
  CHECK(sdkt::detail::shown_of_task(broken, {0, 1}, 8) == std::vector<std::size_t>{1});
}

TEST_CASE(
    "a run keeps thumbnails of its last stage, within their bounds, and images that are gone are left out") {
  const auto result = small(sdkt::presets::finetune(mini_model())).run(small_tasks());
  const auto& kept_samples = result.record.samples;
  REQUIRE(kept_samples.size() == 16);
  CHECK(result.record.predictions.empty());  // nobody asked for them
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < kept_samples.size(); ++i) {
    const auto& shown = kept_samples[i];
    CHECK(shown.task == i / 8);
    const auto bytes = std::as_bytes(std::span{shown.thumbnail.data(), shown.thumbnail.size()});
    const sdkt::rgb_image image = sdkt::decode_image(bytes, "thumbnail");
    CHECK((image.width <= sdkt::evaluate::thumbnail_size && image.height <= sdkt::evaluate::thumbnail_size));
    CHECK((shown.label >= 0 && shown.label < 18 && shown.predicted >= 0 && shown.margin >= 0));
    wrong += shown.label == shown.predicted ? 0 : 1;
  }
  CHECK(wrong > 0);

  const auto said = predictions({{false, 3}, {false, 2}, {true, 1}});
  const sdkt::sample good = small_tasks()[0].test()[0];
  const auto kept = sdkt::evaluate::shown_samples(said, 1, [&](std::size_t, std::size_t image) {
    return image == 1 ? sdkt::sample{good.source, "no such image", 0} : good;
  });
  REQUIRE(kept.size() == 2);
  CHECK((kept[0].margin == 3 && kept[1].margin == 1));
  std::vector<sdkt::prediction_record> many;
  for (std::size_t task = 0; task < 100; ++task) many.push_back({100, false, task, "x", 0, 1, 1});
  CHECK(sdkt::evaluate::shown_samples(many, 100, [&](std::size_t, std::size_t) { return good; }).size() ==
        64);
}

}  // namespace
