// SPDX-License-Identifier: MIT
//
// The file of a checkpoint: what it holds comes back to the bit, and nothing else is taken for one.

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>

#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "../../support/bytes.hpp"
#include "../../support/sentence_of.hpp"
#include "../../support/temporary_folder.hpp"
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/record/persist_record.hpp>

namespace {

using Catch::Matchers::ContainsSubstring;
using namespace sdkt_test;
namespace fs = std::filesystem;

const sdkt::checkpoints::run_identity identity{{"method", "\"snd\""}, {"lr", "0.1"}};

sdkt::checkpoints::checkpoint some_state() {
  sdkt::checkpoints::checkpoint state;
  state.tensors["theta"] = at::arange(1000, at::kFloat).div(7);
  state.tensors["double"] = at::full({2, 3}, 1.0 / 3.0, at::kDouble);
  state.tensors["long"] = at::full({1}, 9007199254740993, at::kLong);
  state.tensors["bytes"] = at::full({5}, 255, at::kByte);
  state.tensors["half"] = at::full({3}, 0.1, at::kBFloat16);
  state.tensors["empty"] = at::zeros({0}, at::kDouble);
  state.tensors["none"] = at::Tensor{};
  state.numbers["a/b"] = std::numeric_limits<double>::min();
  state.numbers["infinite"] = -std::numeric_limits<double>::infinity();
  return state;
}

TEST_CASE("a checkpoint comes back to the bit", "[checkpoint]") {
  const temporary_folder folder;
  const sdkt::checkpoints::checkpoint state = some_state();
  sdkt::checkpoints::write_checkpoint(folder / "state", state, identity);
  const sdkt::checkpoints::checkpoint read = sdkt::checkpoints::read_checkpoint(folder / "state", identity);
  CHECK(read.numbers == state.numbers);
  REQUIRE(read.tensors.size() == state.tensors.size());
  for (const auto& [name, tensor] : state.tensors) {
    INFO(name);
    const at::Tensor& found = read.tensors.at(name);
    REQUIRE(found.defined() == tensor.defined());
    if (!tensor.defined()) continue;
    CHECK(found.scalar_type() == tensor.scalar_type());
    CHECK(found.sizes() == tensor.sizes());
    CHECK(at::equal(found, tensor));
  }
  sdkt::checkpoints::write_checkpoint(folder / "again", read, identity);
  CHECK(read_bytes(folder / "again") == read_bytes(folder / "state"));
}

TEST_CASE("the first difference to another run is named", "[checkpoint]") {
  const temporary_folder folder;
  sdkt::checkpoints::write_checkpoint(folder / "state", some_state(), identity);
  const auto refusal = [&](const sdkt::checkpoints::run_identity& other) {
    return sentence_of<sdkt::setting_error>(
        [&] { static_cast<void>(sdkt::checkpoints::read_checkpoint(folder / "state", other)); });
  };
  CHECK(refusal({{"method", "\"ewc\""}, {"lr", "0.2"}}) ==
        (folder / "state").string() +
            ": belongs to another run: method was \"snd\" and is \"ewc\"; resume with the settings and "
            "data of that run, or start a new run in another folder");
  CHECK_THAT(refusal({{"method", "\"snd\""}, {"lr", "0.2"}}), ContainsSubstring("lr was 0.1 and is 0.2"));
  CHECK_THAT(refusal({{"new", "1"}}), ContainsSubstring("new was not set and is 1"));
}

TEST_CASE("a checkpoint that is cut short or changed anywhere is refused", "[checkpoint]") {
  const temporary_folder folder;
  sdkt::checkpoints::write_checkpoint(folder / "state", some_state(), identity);
  const std::string bytes = read_bytes(folder / "state");
  const auto refusal = [&](const std::string& content) {
    std::ofstream{folder / "damaged", std::ios::binary} << content;
    return sentence_of<sdkt::error>(
        [&] { static_cast<void>(sdkt::checkpoints::read_checkpoint(folder / "damaged", identity)); });
  };
  CHECK(refusal(bytes).empty());
  for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 8) {
    INFO("cut to " << size);
    CHECK_THAT(refusal(bytes.substr(0, size)), ContainsSubstring("damaged: "));
  }
  for (std::size_t place = 0; place < bytes.size(); place += 13) {
    std::string changed = bytes;
    changed[place] = static_cast<char>(changed[place] ^ 1);
    INFO("changed at " << place);
    CHECK_FALSE(refusal(changed).empty());
  }
  CHECK_THAT(refusal(bytes + "x"), ContainsSubstring("damaged: "));
}

TEST_CASE("a file of another format is no checkpoint", "[checkpoint]") {
  const temporary_folder folder;
  sdkt::weights::write_safetensors(folder / "model", {{"x", at::zeros({2})}});
  CHECK_THAT(sentence_of<sdkt::format_error>(
                 [&] { static_cast<void>(sdkt::checkpoints::read_checkpoint(folder / "model", {})); }),
             ContainsSubstring("is not a checkpoint that this version can read: its format is \"pt\""));
}

TEST_CASE("a record comes back from an archive", "[checkpoint]") {
  sdkt::run_record record;
  record.tasks = {{"pets", {"cat"}, 10, 2, 3}, {"cars", {"bus"}, 10, 1, 4}};
  record.teacher_names = {"previous", "pretrained"};
  record.steps = {{0, 0, 1e-5, 0.1, 0.2, {0.3, 0.4}, 0.5, 1.5}, {0, 1, 1.0 / 3.0, 2, 3, {}, {}, 0.25}};
  record.accuracy = {{1.0 / 7.0, 50}, {{60, 70}}};
  record.accuracy_union = {{10, 20}, {}};
  record.distances = {{{0, 0}, {}}, {{0.1, 0.2}, 0.3}};
  record.predictions = {{0, false, 0, "a", 1, 2, 0.5},
                        {0, false, 0, "b", 1, 1, 0.25},
                        {0, true, 0, "a", 3, 2, -1},
                        {1, false, 1, "c", 0, 0, 0},
                        {1, false, 0, "a", 1, 1, 0.1}};
  record.selection.resize(2);
  record.selection[1].counts[0] = 3, record.selection[1].counts[21] = std::int64_t{1} << 40U;
  record.samples = {{1, "c", 0, 0, 0.5, std::string{"\xFF\0x", 3}}, {0, "", 1, 2, 0.25, ""}};
  const auto path_of = [](std::size_t task, std::size_t image) {
    return std::string{task == 1 ? "c" : image == 0 ? "a" : "b"};
  };
  auto stored = sdkt::archive::storing();
  sdkt::detail::persist_record(stored, record, path_of);

  sdkt::run_record empty;
  empty.tasks = {{"pets", {"cat"}, 10, 2, 0}, {"cars", {"bus"}, 10, 1, 0}};
  empty.teacher_names = record.teacher_names;
  auto restoring = sdkt::archive::restoring(stored.tensors(), stored.numbers());
  sdkt::detail::persist_record(restoring, empty, path_of);
  CHECK(empty.tasks[1].num_steps == 4);
  REQUIRE(empty.steps.size() == 2);
  CHECK(empty.steps[0].distillation == record.steps[0].distillation);
  CHECK(empty.steps[0].mean_selection == record.steps[0].mean_selection);
  CHECK(empty.steps[1].learning_rate == record.steps[1].learning_rate);
  CHECK(empty.steps[1].step == 1);
  CHECK(empty.steps[1].distillation.empty());
  CHECK_FALSE(empty.steps[1].mean_selection.has_value());
  CHECK(empty.accuracy.zero_shot == record.accuracy.zero_shot);
  CHECK(empty.accuracy.trained == record.accuracy.trained);
  CHECK(empty.accuracy_union.trained.empty());
  REQUIRE(empty.distances.size() == 2);
  CHECK_FALSE(empty.distances[0].reference.has_value());
  CHECK(empty.distances[1].reference == 0.3);
  CHECK((empty.selection == record.selection));
  CHECK((empty.samples == record.samples));
  REQUIRE(empty.predictions.size() == record.predictions.size());
  for (std::size_t row = 0; row < record.predictions.size(); ++row) {
    const auto& left = record.predictions[row];
    const auto& right = empty.predictions[row];
    CHECK((left.stage == right.stage && left.is_union == right.is_union && left.task == right.task &&
           left.path == right.path && left.label == right.label && left.predicted == right.predicted &&
           left.margin == right.margin));
  }
}

TEST_CASE("a record whose tables cannot be is refused", "[checkpoint]") {
  sdkt::run_record record;
  record.tasks = {{"pets", {"cat"}, 10, 2, 3}};
  const auto refusal = [&](const std::string& name, const at::Tensor& values) {
    auto restoring = sdkt::archive::restoring({{name, values}}, {});
    return sentence_of<sdkt::format_error>(
        [&] { sdkt::detail::persist_record(restoring, record, [](auto, auto) { return std::string{}; }); });
  };
  CHECK_THAT(refusal("num_steps", at::zeros({2}, at::kDouble)), ContainsSubstring("number of tasks"));
  CHECK_THAT(refusal("num_steps", at::full({1}, 0.5, at::kDouble)),
             ContainsSubstring("is not a whole number"));
  CHECK_THAT(refusal("num_steps", at::full({1}, NAN, at::kDouble)),
             ContainsSubstring("is not a whole number"));
  CHECK_THAT(refusal("steps", at::zeros({8}, at::kDouble)),
             ContainsSubstring("does not consist of whole rows"));
  CHECK_THAT(refusal("selection", at::zeros({44}, at::kDouble)),
             ContainsSubstring("more tasks than the run has"));
  const auto samples_refusal = [&](std::vector<double> row, std::vector<double> lengths, std::int64_t bytes) {
    sdkt::run_record fresh;
    fresh.tasks = record.tasks;
    auto restoring = sdkt::archive::restoring({{"num_steps", at::zeros({1}, at::kDouble)},
                                               {"samples", at::tensor(row, at::kDouble)},
                                               {"sample_lengths", at::tensor(lengths, at::kDouble)},
                                               {"sample_bytes", at::zeros({bytes}, at::kByte)}},
                                              {});
    return sentence_of<sdkt::format_error>(
        [&] { sdkt::detail::persist_record(restoring, fresh, [](auto, auto) { return std::string{}; }); });
  };
  CHECK(samples_refusal({0, 1, 2, 0.5}, {1, 2}, 3).empty());
  CHECK_THAT(samples_refusal({0, 1, 2, 0.5}, {1, 2}, 4), ContainsSubstring("do not match their names"));
  CHECK_THAT(samples_refusal({0, 1, 2, 0.5}, {1, 9}, 3), ContainsSubstring("do not match their names"));
  CHECK_THAT(samples_refusal({0, 1, 2, 0.5}, {1, -1}, 0), ContainsSubstring("do not match their names"));
  CHECK_THAT(samples_refusal({0, 1, 2, 0.5}, {3}, 3), ContainsSubstring("do not match their names"));
  CHECK_THAT(samples_refusal({1, 1, 2, 0.5}, {1, 2}, 3), ContainsSubstring("more tasks than the run has"));
}

}  // namespace
