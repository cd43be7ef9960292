// SPDX-License-Identifier: MIT
//
// A run whose losses and updates are the kernels' is the run that autograd makes, to rounding. Here the
// kernels are their twins on the CPU.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <ATen/Context.h>
#include <ATen/ops/bitwise_and.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/ones.h>
#include <catch2/catch_test_macros.hpp>

#include "../../support/small_run.hpp"
#include "kernel_check.hpp"
#include <sdkt/cuda/kernel/adamw.cuh>
#include <sdkt/cuda/kernel/cosine_cross_entropy.cuh>
#include <sdkt/cuda/twin.hpp>
#include <sdkt/presets.hpp>

namespace {

using namespace sdkt_test;

/// Links the twins as sdkt::cuda links the device's kernels, and counts what is asked of them.
class linked_twins {
 public:
  linked_twins() {
    sdkt::cuda::linked_kernels = &counting;
    REQUIRE(sdkt::device::trusted_kernels(at::kCPU) == &counting);  // compares them, once
    counts() = {};
  }
  linked_twins(const linked_twins&) = delete;
  linked_twins& operator=(const linked_twins&) = delete;
  ~linked_twins() { sdkt::cuda::linked_kernels = nullptr; }

  struct calls {
    int distillations = 0, cross_entropies = 0, updates = 0, views = 0;
  };
  static calls& counts() {
    static calls made;
    return made;
  }

 private:
  using stream = sdkt::cuda::stream_handle;
  static inline const sdkt::cuda::kernel_set twins = sdkt::cuda::twin::kernels;
  static inline const sdkt::cuda::kernel_set counting{
      true,
      [](const auto& call, const auto& selection, stream on) {
        ++counts().distillations;
        twins.distil_by_distance(call, selection, on);
      },
      [](const auto& call, const auto& selection, stream on) {
        ++counts().distillations;
        twins.distil_by_mean_distance(call, selection, on);
      },
      [](const auto& call, const float* weight, stream on) {
        ++counts().distillations;
        twins.distil_from_one(call, weight, on);
      },
      [](const auto& call, stream on) {
        ++counts().updates;
        twins.update_weights(call, on);
      },
      [](const auto& call, stream on) {
        ++counts().cross_entropies;
        twins.cosine_cross_entropy(call, on);
      },
      [](const auto& call, stream on) {
        ++counts().views;
        twins.make_views(call, on);
      },
      twins.current_stream,
      [](int) { return sdkt::detail::first_disagreement(twins, at::kCPU); },
      twins.record};
};

double largest_difference(const sdkt::run_record& left, const sdkt::run_record& right) {
  REQUIRE(left.steps.size() == right.steps.size());
  double largest = 0;
  const auto look = [&](double one, double other) { largest = std::max(largest, std::abs(one - other)); };
  for (std::size_t row = 0; row < left.steps.size(); ++row) {
    const auto &one = left.steps[row], &other = right.steps[row];
    look(one.loss, other.loss);
    look(one.cross_entropy, other.cross_entropy);
    REQUIRE(one.mean_selection.has_value() == other.mean_selection.has_value());
    look(one.mean_selection.value_or(0), other.mean_selection.value_or(0));
    REQUIRE(one.distillation.size() == other.distillation.size());
    for (std::size_t n = 0; n < one.distillation.size(); ++n)
      look(one.distillation[n], other.distillation[n]);
  }
  return largest;
}

/// Runs by autograd and by the twins. expected: calls of each kind in the six steps of two tasks.
template <class Trainer, class Reference>
void check_same(Trainer trainer, const Reference& reference, const linked_twins::calls& expected) {
  INFO(trainer.method);
  trainer = small(std::move(trainer));
  const auto by_autograd = trainer.run(small_tasks(), reference);
  const linked_twins linked;
  const auto by_kernels = trainer.run(small_tasks(), reference);
  CHECK(linked.counts().distillations == expected.distillations);
  CHECK(linked.counts().cross_entropies == expected.cross_entropies);
  CHECK(linked.counts().updates == expected.updates);
  const int evaluated = 3 * (reference.samples().empty() ? 2 : 3);  // stages, of two tasks and the reference
  CHECK(linked.counts().views == expected.updates + evaluated);
  CHECK(largest_difference(by_autograd.record, by_kernels.record) < 2e-5);
  // Adam makes a whole step of a gradient that is nothing but rounding: that of the biases of keys, which the
  // softmax does not see.
  double apart = 0, moved = 0;
  for (const auto& slice : mini_model().layout().slices()) {
    if (slice.name.find("in_proj.bias") != std::string::npos) continue;
    const at::Tensor end = sdkt::view_slice(slice, by_autograd.model.weights());
    moved += end.sub(sdkt::view_slice(slice, mini_model().weights())).square().sum().template item<double>();
    apart +=
        end.sub(sdkt::view_slice(slice, by_kernels.model.weights())).square().sum().template item<double>();
  }
  CHECK(std::sqrt(apart) < 1e-3 * std::sqrt(moved));
}

/// A penalty written with autograd.
struct holds_weights {
  at::Tensor start = {};
  void on_task_begin(const sdkt::task_begin& begin) { start = begin.previous; }
  void persist(sdkt::archive& state) { state("start", start); }
  at::Tensor penalty(const at::Tensor& theta) const { return theta.sub(start).square().sum(); }
};

constexpr int steps = 2 * static_cast<int>(num_steps);

}  // namespace

TEST_CASE("Select and Distill by kernels is Select and Distill", "[kernels]") {
  check_same(sdkt::trainer{mini_model()}, small_pool(), {steps, steps, steps});
  check_same(sdkt::presets::snd_released(mini_model()), small_pool(), {steps, steps, steps});
  check_same(sdkt::presets::gp_strong(mini_model()), small_pool(), {steps, steps, steps});
}

TEST_CASE("fine-tuning by kernels is fine-tuning", "[kernels]") {
  check_same(sdkt::presets::finetune(mini_model()), sdkt::no_reference{}, {0, steps, steps});
  auto smooth = sdkt::presets::finetune(mini_model());
  smooth.options.label_smoothing = 0.2;
  check_same(smooth, sdkt::no_reference{}, {0, steps, steps});
}

TEST_CASE("kernels that compute something else are not used", "[kernels]") {
  using sdkt::cuda::stream_handle;
  sdkt::cuda::kernel_set broken[3] = {sdkt::cuda::twin::kernels, sdkt::cuda::twin::kernels,
                                      sdkt::cuda::twin::kernels};
  broken[0].update_weights = [](const sdkt::cuda::adamw_call&, stream_handle) {};
  broken[1].cosine_cross_entropy = [](const sdkt::cuda::cross_entropy_call& call, stream_handle) {
    sdkt::cuda::twin::cosine_cross_entropy(call);
    call.gradient[3] += 10.0F;
  };
  broken[2].distil_by_distance = [](const auto& call, const auto& selection, stream_handle) {
    sdkt::cuda::twin::selective_distillation(call, selection);
    call.weights[0] = std::numeric_limits<float>::quiet_NaN();
  };
  const char* const names[3] = {"adamw", "cosine_cross_entropy", "selective_distillation"};
  for (std::size_t set = 0; set < 3; ++set) {
    CHECK(sdkt::detail::first_disagreement(broken[set], at::kCPU) == names[set]);
    broken[set].first_disagreement = [](int) { return std::string{"that"}; };
    sdkt::cuda::linked_kernels = &broken[set];
    CHECK(sdkt::device::trusted_kernels(at::kCPU) == nullptr);
    CHECK(sdkt::device::kernel_warning(at::kCPU).starts_with("the results of the kernel that on cpu differ"));
    sdkt::cuda::linked_kernels = nullptr;
    CHECK(sdkt::device::kernel_warning(at::kCPU).empty());
  }
  CHECK(sdkt::detail::first_disagreement(sdkt::cuda::twin::kernels, at::kCPU).empty());
}

TEST_CASE(
    "a cross-entropy of factors cut to TF32 is not the operators', whose products are exact whatever is set",
    "[kernels]") {
  // What a device's product in TF32 does to its factors: 10 bits of 23 are kept.
  sdkt::cuda::kernel_set truncating = sdkt::cuda::twin::kernels;
  truncating.cosine_cross_entropy = [](const sdkt::cuda::cross_entropy_call& call,
                                       sdkt::cuda::stream_handle) {
    const auto cut = [](const float* numbers, std::int64_t count) {
      const at::Tensor whole = at::from_blob(const_cast<float*>(numbers), {count}).clone();
      return whole.view(at::kInt).bitwise_and(~0x1FFF).view(at::kFloat);
    };
    const at::Tensor images = cut(call.images, call.batch * call.width),
                     texts = cut(call.texts, call.classes * call.width);
    sdkt::cuda::cross_entropy_call with_cut = call;
    with_cut.images = images.const_data_ptr<float>();
    with_cut.texts = texts.const_data_ptr<float>();
    sdkt::cuda::twin::cosine_cross_entropy(with_cut);
  };
  for (const char* const setting : {"medium", "high", "highest"}) {  // the last is LibTorch's own
    CAPTURE(setting);
    at::globalContext().setFloat32MatmulPrecision(setting);
    CHECK(sdkt::detail::first_disagreement(truncating, at::kCPU) == "cosine_cross_entropy");
    CHECK(sdkt::detail::first_disagreement(sdkt::cuda::twin::kernels, at::kCPU).empty());
  }
}

TEST_CASE("more classes than the kernel is quick for stay ATen's", "[kernels]") {
  const sdkt::compose::composition<sdkt::clip::model, sdkt::dual_teacher, sdkt::distance_sigmoid,
                                   sdkt::feature_distance, std::tuple<>>
      parts{mini_model(), {}, {}, {}, {}};
  const linked_twins linked;
  const sdkt::step::fused_losses fused{parts, at::kCPU, 0.0};
  const at::Tensor images = at::ones({4, 16}), scale = at::ones({});
  CHECK(fused.take(images, at::ones({1000, 16}), scale));
  CHECK_FALSE(fused.take(images, at::ones({1001, 16}), scale));
}

TEST_CASE("images that are the reference too get both gradients", "[kernels]") {
  check_same(sdkt::trainer{mini_model(), sdkt::previous_teacher{}}, sdkt::own_images{},
             {steps, steps, steps});
}

TEST_CASE("what kernels do not know stays autograd's", "[kernels]") {
  const sdkt::dual_teacher teacher;
  check_same(sdkt::trainer{mini_model(), teacher, sdkt::distance_sigmoid{},
                           sdkt::feature_distance{.metric = sdkt::feature_metric::plain}},
             small_pool(), {0, 0, steps});
  check_same(sdkt::trainer{mini_model(), teacher, sdkt::distance_rank{}}, small_pool(), {0, 0, steps});
  check_same(sdkt::trainer{mini_model(), teacher, sdkt::distance_sigmoid{}, sdkt::feature_distance{},
                           holds_weights{}},
             small_pool(), {0, 0, steps});
  auto both = sdkt::trainer{mini_model()};
  both.options.trains = sdkt::trained_part::both_towers;
  check_same(both, small_pool(), {0, 0, steps});
}
