// SPDX-License-Identifier: MIT
//
// The moments of a run at which teachers and extensions are called, and what they receive.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/archive.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/weights/trained_slices.hpp>

namespace sdkt {

/// The images that teachers guide on during one task. Everything it points to lives until the task has ended.
struct task_reference {
  const std::vector<sample>* samples = nullptr;  ///< null or empty: nobody guides this task
  /// A separate list, or one text per image. Null: the class prompts.
  const std::vector<std::string>* texts = nullptr;
  bool is_shuffled = true;  ///< false: in the stored order, repeatedly

  bool has_images() const noexcept { return samples != nullptr && !samples->empty(); }
};

/// Before the first step of a task.
///
/// Shapes: theta, previous, pretrained: flat [Q], the weights that train.
///
/// theta is the student's live vector; copy it to keep it. previous and pretrained are frozen copies, and the
/// same tensor on the first task. The lists may be changed, for example to add exemplars with labels or
/// classes with prompts, or to replace the reference by a memory. They are checked again afterwards.
struct task_begin {
  std::int64_t task = 0;  ///< position in training order, from 0
  at::Tensor theta;
  at::Tensor previous;
  at::Tensor pretrained;
  std::vector<sample>* samples = nullptr;           ///< the task's training images
  std::int64_t own_images = 0;                      ///< number of the task's own images, which come first
  std::vector<std::string>* class_names = nullptr;  ///< in the order of the labels
  std::vector<std::string>* prompts = nullptr;      ///< one per class, of one or more texts (join_prompts)
  task_reference* reference = nullptr;
  const trained_slices* trained = nullptr;  ///< which weights theta holds, and where
  /// The training images of the tasks before this one, in training order.
  std::vector<const std::vector<sample>*> earlier = {};
};

/// After the backward pass of the distillation alone. Exists only if an extension has on_distillation_end.
struct distillation_end {
  std::int64_t step = 0;
  at::Tensor theta;     ///< [Q]
  at::Tensor gradient;  ///< [Q] of the distillation terms times their strengths; 0 if nobody guides
};

/// After the backward pass and before the optimiser. Closed-form penalties add to the gradient here.
struct backward_end {
  std::int64_t step = 0;  ///< from 0 in each task
  at::Tensor theta;       ///< [Q]
  at::Tensor gradient;    ///< [Q], writable
};

/// After the optimiser has updated theta.
struct step_end {
  std::int64_t step = 0;   ///< the step just completed, from 0 in each task
  at::Tensor theta;        ///< [Q], writable: running averages read it, projections may change it
  bool ends_pass = false;  ///< whether it was the last step of a pass over the task's images
};

/// The label at which the cross-entropy of a gradients_pass is taken.
enum class label_rule {
  given,      ///< the image's own label: the empirical Fisher
  predicted,  ///< the most likely class
  sampled,    ///< drawn from the model's probabilities: the Fisher information itself
};

/// How a gradients_pass reads a task's images.
struct gradients_options {
  std::int64_t batch_size = 1;  ///< images per gradient: their losses are averaged before differentiation
  label_rule labels = label_rule::given;
  image_view view = image_view::eval;
};

/// Goes through the task's images in order and calls back per batch with the number of images and the flat
/// gradient [Q] of their mean cross-entropy. The next call overwrites the gradient.
using gradients_pass = std::function<void(
    const gradients_options&, const std::function<void(std::int64_t count, const at::Tensor& gradient)>&)>;

/// Goes through the first `limit` of the task's images in order, in the eval view, and calls back per batch
/// with the index of its first image and the unit features [B, E].
using features_pass = std::function<void(
    std::int64_t limit, const std::function<void(std::int64_t first, const at::Tensor& features_BE)>&)>;

/// After the last step of a task, before the evaluation.
struct task_end {
  std::int64_t task = 0;
  at::Tensor theta;                  ///< [Q], writable: the weights that are evaluated
  at::Tensor start;                  ///< [Q] the weights at the task's start
  at::Tensor pretrained;             ///< [Q]
  at::Tensor* next_start = nullptr;  ///< set it if the next task must not start from theta
  const std::vector<sample>* samples = nullptr;
  std::int64_t own_images = 0;  ///< number of the task's own images, which come first
  const std::vector<std::string>* class_names = nullptr;
  gradients_pass gradients;
  features_pass features;
};

}  // namespace sdkt
