// SPDX-License-Identifier: MIT
//
// One training step of Select and Distill with each parameterisation: its time, its peak memory, and the share of
// the step that push_forward and pull_back take. ViT-B/16 with random weights and images ready in memory.
//
//   bench_parameterisation --trains full|low_rank|gated_low_rank|null_space|projected
//                          [--batch 8] [--reference 16] [--rank 16] [--threads 2] [--steps 3]
//
// A process measures one of them, because its peak is that of the process. The factors are those of query, key,
// value and output. `projected` is measured in a second task, when it projects; "fixed" is the share of its input
// directions that the first task's steps have fixed.
// Prints one line of JSON.

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <type_traits>
#include <utility>
#include <vector>

#include <ATen/Parallel.h>

#include "../median.hpp"
#include "../step/measured_step.hpp"
#include <sdkt/device/process_memory.hpp>
#include <sdkt/parameterisation.hpp>

namespace {

/// A parameterisation with a clock.
template <class Policy>
struct timed : Policy {
  mutable double pushing = 0, pulling = 0;  ///< seconds

  void push_forward(const at::Tensor& values_F, at::Tensor& theta_Q) const {
    pushing += seconds_of([&] { Policy::push_forward(values_F, theta_Q); });
  }
  at::Tensor pull_back(const at::Tensor& values_F, const at::Tensor& gradient_Q) {
    at::Tensor gradient_F;
    pulling += seconds_of([&] { gradient_F = Policy::pull_back(values_F, gradient_Q); });
    return gradient_F;
  }

 private:
  template <class Function>
  static double seconds_of(const Function& function) {
    const auto begin = std::chrono::steady_clock::now();
    function();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
};

/// The share of all input directions that projected has fixed; 0 for others.
template <class Policy>
double fixed_share(const Policy& policy) {
  double fixed = 0, all = 0;
  if constexpr (std::is_base_of_v<sdkt::projected, Policy>) {
    for (const auto& one : policy.matrices) {
      all += static_cast<double>(one.matrix.columns);
      if (one.V.defined()) fixed += static_cast<double>(one.V.size(1));
    }
  }
  return all > 0 ? fixed / all : 0.0;
}

template <class Policy>
void measure(const std::string& name, const step_bench::sizes& sizes, Policy policy) {
  step_bench::measured_step<Policy> make{sizes, std::move(policy)};
  make(make.batch(), nullptr);
  make.begin_task(1);
  make(make.batch(), nullptr);
  step_bench::stage_seconds stages{sizes.device};
  std::vector<double> pushing, pulling;
  for (std::int64_t step = 0; step < sizes.steps; ++step) {
    double before_push = 0, before_pull = 0;
    if constexpr (requires { make.policy().pushing; }) {
      before_push = make.policy().pushing;
      before_pull = make.policy().pulling;
    }
    make(make.batch(), &stages);
    if constexpr (requires { make.policy().pushing; }) {
      pushing.push_back(make.policy().pushing - before_push);
      pulling.push_back(make.policy().pulling - before_pull);
    }
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const double push = pushing.empty() ? 0.0 : median(pushing), pull = pulling.empty() ? 0.0 : median(pulling);
  std::printf(
      "{\"trains\": \"%s\", \"numbers\": %lld, \"seconds\": %.3f, \"optimiser\": %.4f, \"push_forward\": %.4f, "
      "\"pull_back\": %.4f, \"share\": %.4f, \"peak_mb\": %.0f, \"fixed\": %.3f}\n",
      name.c_str(), static_cast<long long>(make.num_trained()), stages.whole(), stages.stages().back().second,
      push, pull, (push + pull) / stages.whole(), static_cast<double>(usage.ru_maxrss) / 1e3 * 1.024,
      fixed_share(make.policy()));
}

}  // namespace

int main(int argc, char** argv) try {
  sdkt::keep_freed_memory();
  step_bench::sizes sizes{.batch = 8, .reference = 16, .steps = 3};
  std::string trains = "full";
  std::int64_t rank = 16;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string option = argv[i], value = argv[i + 1];
    if (option == "--trains") {
      trains = value;
    } else if (option == "--batch") {
      sizes.batch = std::stoll(value);
    } else if (option == "--reference") {
      sizes.reference = std::stoll(value);
    } else if (option == "--rank") {
      rank = std::stoll(value);
    } else if (option == "--threads") {
      sizes.threads = std::stoi(value);
    } else if (option == "--steps") {
      sizes.steps = std::stoll(value);
    } else {
      throw std::invalid_argument{"there is no option " + option};
    }
  }
  at::set_num_threads(sizes.threads);
  if (trains == "full") {
    measure(trains, sizes, sdkt::full{});
  } else if (trains == "low_rank") {
    measure(trains, sizes, timed<sdkt::low_rank>{{.rank = rank}});
  } else if (trains == "gated_low_rank") {
    measure(trains, sizes, timed<sdkt::gated_low_rank>{{.rank = rank}});
  } else if (trains == "null_space") {
    measure(trains, sizes, timed<sdkt::null_space>{});
  } else if (trains == "projected") {
    measure(trains, sizes, timed<sdkt::projected>{});
  } else {
    throw std::invalid_argument{"there is no parameterisation " + trains};
  }
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_parameterisation: %s\n", error.what());
  return 2;
}
