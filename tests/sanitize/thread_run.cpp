// SPDX-License-Identifier: MIT
//
// The two places with threads under the thread sanitiser: the loader, and the writer of checkpoints.

#include <cstdint>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <ATen/ops/full.h>

#include "../support/temporary_folder.hpp"
#include <sdkt/batch/image_store.hpp>
#include <sdkt/batch/loader.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/checkpoint/checkpoint_keeper.hpp>
#include <sdkt/dataset/load_tasks.hpp>
#include <sdkt/stream/task_list.hpp>

namespace {

int failures = 0;

void expect(bool holds, const char* what) {
  if (holds) return;
  std::printf("FAILED: %s\n", what);
  ++failures;
}

std::vector<sdkt::sample> some_images() {
  const auto tasks = sdkt::load_tasks({SDKT_SOURCE_DIR "/examples/mini/tasks/digits.json"});
  const auto& train = tasks[0].train();
  return {train.begin(), train.begin() + 60};
}

std::vector<sdkt::batch::image_request> batch_of(const std::vector<sdkt::sample>& images,
                                                 std::int64_t batch) {
  std::vector<sdkt::batch::image_request> requests;
  for (std::int64_t i = 0; i < 7; ++i) {
    const auto index = static_cast<std::size_t>((batch * 7 + i) % 60);
    requests.push_back({&images[index],
                        sdkt::image_view::train,
                        {.seed = 1,
                         .purpose = sdkt::random_purpose::task_crop,
                         .index = static_cast<std::uint32_t>(index)}});
  }
  return requests;
}

std::int64_t sum_of_all(const std::vector<sdkt::sample>& images, int threads, std::int64_t taken,
                        const std::shared_ptr<sdkt::image_store>& kept = nullptr) {
  sdkt::batch::image_loader loader{[&](std::int64_t batch) { return batch_of(images, batch); },
                                   40,
                                   32,
                                   {.threads = threads, .max_images = 20, .kept = kept}};
  std::int64_t sum = 0;
  for (std::int64_t batch = 0; batch < taken; ++batch) {
    const at::Tensor pixels = loader.next();
    const auto* value = pixels.const_data_ptr<std::uint8_t>();
    for (std::int64_t i = 0; i < pixels.numel(); ++i) sum += value[i];
  }
  return sum;  // and the loader goes, whatever its threads are doing
}

void load() {
  const std::vector<sdkt::sample> images = some_images();
  const std::int64_t alone = sum_of_all(images, 1, 40);
  expect(sum_of_all(images, 4, 40) == alone, "four threads load what one loads");
  for (std::int64_t taken = 0; taken < 10; ++taken) sum_of_all(images, 3, taken);

  const auto kept = std::make_shared<sdkt::image_store>(60'000);  // for a third of them
  const auto load_thrice = [&](std::vector<std::int64_t>& sums) {
    for (int time = 0; time < 3; ++time) {
      sums.push_back(sum_of_all(images, 2, 40, kept));
      kept->release(images);
    }
  };
  std::vector<std::int64_t> here, there;
  std::thread other{[&] { load_thrice(there); }};
  load_thrice(here);
  other.join();
  const std::vector<std::int64_t> thrice(3, alone);
  expect(here == thrice && there == thrice, "two loaders with one store load what one loads without");

  std::vector<sdkt::sample> broken = images;
  broken[17].path = "no such image";
  try {
    sum_of_all(broken, 4, 40);
    expect(false, "an image that is missing is an error");
  } catch (const sdkt::error&) {
  }
}

/// The run writes its weights while the copy is on its way to the disk.
void keep() {
  const sdkt_test::temporary_folder scratch;
  sdkt::checkpoints::checkpoint_keeper keeper{
      {.folder = scratch / "checkpoint", .seconds = 0, .resume = true}, {}};
  keeper.open();
  at::Tensor theta = at::full({200000}, 0.0F);
  auto* weight = theta.mutable_data_ptr<float>();
  double step = 0;
  for (; step < 20; ++step) {
    for (std::int64_t i = 0; i < theta.numel(); ++i) weight[i] = static_cast<float>(step);
    if (!keeper.is_due()) continue;
    auto state = sdkt::archive::storing();
    state("theta", theta);
    state("step", step);
    keeper.keep(state);
  }
  keeper.wait();
  const sdkt::checkpoints::checkpoint kept = sdkt::checkpoints::read_checkpoint(keeper.file(), {});
  const at::Tensor& values = kept.tensors.at("theta");
  const auto expected = static_cast<float>(kept.numbers.at("step"));
  const auto* value = values.const_data_ptr<float>();
  bool is_whole = true;
  for (std::int64_t i = 0; i < values.numel(); ++i) is_whole = is_whole && value[i] == expected;
  expect(is_whole, "a checkpoint is of one moment");
}

}  // namespace

int main() {
  try {
    load();
    keep();
  } catch (const std::exception& problem) {
    expect(false, problem.what());
  }
  std::puts(failures == 0 ? "all as expected" : "");
  return failures == 0 ? 0 : 1;
}
