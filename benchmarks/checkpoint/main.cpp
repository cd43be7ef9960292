// SPDX-License-Identifier: MIT
//
// The cost of a checkpoint: the time for which it stops a run, and the time that a thread then writes.
//
//   bench_checkpoint FOLDER [weights that train, in millions] [rounds]
//   bench_checkpoint FOLDER mini [rounds]     a whole run without and with checkpoints
//
// Without a number: the weights of the embedded model's image tower, and those of ViT-B/16's. The state is
// that of Select and Distill within a task: weights, two moments, the weights at the task's start, and
// features of 50,000 images.

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include <ATen/ops/randn.h>

#include "../median.hpp"
#include "mini.hpp"
#include <sdkt/checkpoint/checkpoint_keeper.hpp>

namespace {

void measure(const std::filesystem::path& folder, double millions, int rounds) {
  using clock = std::chrono::steady_clock;
  const auto weights = static_cast<std::int64_t>(millions * 1e6);
  sdkt::archive state = sdkt::archive::storing();
  for (const char* name : {"theta", "first_moment", "second_moment", "start"}) {
    at::Tensor values = at::randn({weights});
    state(name, values);
  }
  at::Tensor features = at::randn({50000, 512});
  state("features", features);

  sdkt::checkpoints::checkpoint_keeper keeper{{.folder = folder / "checkpoint", .seconds = 0, .resume = true},
                                              {}};
  keeper.open();
  std::vector<double> copies, writes;
  for (int round = 0; round < rounds; ++round) {
    const auto begin = clock::now();
    keeper.keep(state);
    const auto copied = clock::now();
    keeper.wait();
    copies.push_back(std::chrono::duration<double>(copied - begin).count());
    writes.push_back(std::chrono::duration<double>(clock::now() - copied).count());
  }
  const double megabytes = static_cast<double>(std::filesystem::file_size(keeper.file())) / 1e6;
  std::printf("%.1f M weights, %.0f MB: the run pauses for %.3f s, a thread writes for %.3f s (%.0f MB/s)\n",
              millions, megabytes, median(copies), median(writes), megabytes / median(writes));
  std::filesystem::remove(keeper.file());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: bench_checkpoint FOLDER [MILLIONS OF WEIGHTS|mini] [ROUNDS]\n");
    return 2;
  }
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 5;
  try {
    if (argc > 2 && std::string{argv[2]} == "mini") {
      compare_on_mini(argv[1], rounds);
    } else if (argc > 2) {
      measure(argv[1], std::atof(argv[2]), rounds);
    } else {
      measure(argv[1], 0.8, rounds);
      measure(argv[1], 86.2, rounds);
    }
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "bench_checkpoint: %s\n", problem.what());
    return 2;
  }
}
