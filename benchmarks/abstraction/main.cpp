// SPDX-License-Identifier: MIT
//
// The cost of composing policies: a step of the trainer compared with a hand-written one. With --check, only
// checks that both train the same, bit for bit.
//
//   bench_abstraction --check
//   bench_abstraction [--model mini|tiny] [--method finetune|snd] [--steps N] [--rounds N]
//   bench_abstraction --only composed|by-hand ...         one run of one side, for count.py

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>

#include "../median.hpp"
#include "comparison.hpp"

namespace {

using namespace abstraction;

struct settings {
  bool check = false;
  std::string model, method, only;
  std::int64_t steps = 20;
  std::int64_t rounds = 9;
};

/// Exits with 2 and a line if an argument is unknown.
settings read_arguments(const std::vector<std::string>& arguments) {
  settings read;
  for (std::size_t at = 0; at < arguments.size(); ++at) {
    const std::string& name = arguments[at];
    const bool has_value = at + 1 < arguments.size();
    if (name == "--check") {
      read.check = true;
    } else if (has_value && name == "--model") {
      read.model = arguments[++at];
    } else if (has_value && name == "--method") {
      read.method = arguments[++at];
    } else if (has_value && name == "--only") {
      read.only = arguments[++at];
    } else if (has_value && name == "--steps") {
      read.steps = std::stoll(arguments[++at]);
    } else if (has_value && name == "--rounds") {
      read.rounds = std::stoll(arguments[++at]);
    } else {
      std::fprintf(stderr, "bench_abstraction: %s is not an option; see the top of main.cpp\n", name.c_str());
      std::exit(2);
    }
  }
  return read;
}

/// Median seconds of a step of one task, without the first two steps.
double step_seconds(const outcome& run, std::int64_t steps, std::int64_t task) {
  std::vector<double> seconds;
  for (std::int64_t step = 2; step < steps; ++step) {
    const auto end = static_cast<std::size_t>(task * steps + step);
    seconds.push_back(run.step_ends[end] - run.step_ends[end - 1]);
  }
  return median(std::move(seconds));
}

bool check(const comparison& pair) {
  const bool holds = same(pair.composed(3), pair.by_hand(3));
  std::printf("%s %s, %s: losses of 2 x 3 steps and final weights\n", holds ? "equal    " : "DIFFERENT",
              pair.model.c_str(), pair.method.c_str());
  return holds;
}

/// Runs both alternately; prints the medians over the rounds and the medians of the rounds' ratios.
void measure(const comparison& pair, std::int64_t steps, std::int64_t rounds) {
  std::vector<double> composed[2], by_hand[2], ratios[2];
  for (std::int64_t round = 0; round < rounds; ++round) {
    const bool composed_first = round % 2 == 0;
    outcome first = composed_first ? pair.composed(steps) : pair.by_hand(steps);
    outcome second = composed_first ? pair.by_hand(steps) : pair.composed(steps);
    if (!composed_first) std::swap(first, second);
    for (std::int64_t task = 0; task < 2; ++task) {
      composed[task].push_back(step_seconds(first, steps, task));
      by_hand[task].push_back(step_seconds(second, steps, task));
      ratios[task].push_back(composed[task].back() / by_hand[task].back());
    }
  }
  for (std::int64_t task = 0; task < 2; ++task) {
    std::sort(ratios[task].begin(), ratios[task].end());
    std::printf("| %s, %s, task %d | %.3f ms | %.3f ms | %.4f (%.4f to %.4f) |\n", pair.model.c_str(),
                pair.method.c_str(), static_cast<int>(task), 1e3 * median(composed[task]),
                1e3 * median(by_hand[task]), median(ratios[task]), ratios[task].front(), ratios[task].back());
  }
  std::fflush(stdout);
}

int run(const settings& asked) {
  at::set_num_threads(1);
  std::vector<comparison> pairs;
  if (asked.model != "mini") pairs = tiny_comparisons();
  if (asked.model != "tiny") {
    for (auto& pair : mini_comparisons()) pairs.push_back(std::move(pair));
  }
  std::erase_if(pairs,
                [&](const comparison& pair) { return !asked.method.empty() && pair.method != asked.method; });
  if (!asked.check && asked.only.empty()) {
    std::printf("Processor time of a step, %d rounds of %d steps a task, in turns; ratio: median (range)\n\n",
                static_cast<int>(asked.rounds), static_cast<int>(asked.steps));
    std::printf("| step | trainer | by hand | trainer / by hand |\n|---|---|---|---|\n");
  }
  bool holds = true;
  for (const comparison& pair : pairs) {
    if (asked.check) {
      holds = check(pair) && holds;
    } else if (asked.only == "composed") {
      pair.composed(asked.steps);
    } else if (asked.only == "by-hand") {
      pair.by_hand(asked.steps);
    } else {
      measure(pair, asked.steps, asked.rounds);
    }
  }
  return holds && !pairs.empty() ? 0 : 1;
}

}  // namespace

int main(int count, char** values) {
  try {
    return run(read_arguments({values + 1, values + count}));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_abstraction: %s\n", error.what());
    return 1;
  }
}
