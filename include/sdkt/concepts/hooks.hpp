// SPDX-License-Identifier: MIT
//
// The moments of a run at which teachers and extensions are asked, and what they are given.
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

/// The images that teachers guide on during one task. What it points at lives until the task has ended.
struct task_reference {
  const std::vector<sample>* samples = nullptr;  ///< null or empty: nobody guides this task
  const std::vector<std::string>* texts =
      nullptr;              ///< a list apart, or one an image; null: the class prompts
  bool is_shuffled = true;  ///< false: in the stored order, again and again

  bool has_images() const noexcept { return samples != nullptr && !samples->empty(); }
};

/// Before the first step of a task.
///
/// Shapes: theta, previous, pretrained: flat [Q] of what trains. theta is the student's live vector (copy it
/// to keep it); previous and pretrained are frozen copies, one and the same tensor on the first task.
/// The lists may be changed: exemplars join with labels, classes with prompts, or a memory takes the place of
/// the reference. They are checked again afterwards.
struct task_begin {
  std::int64_t task = 0;  ///< position in training order, from 0
  at::Tensor theta;
  at::Tensor previous;
  at::Tensor pretrained;
  std::vector<sample>* samples = nullptr;           ///< the task's training images
  std::int64_t own_images = 0;                      ///< of those the task's own; what joins comes after them
  std::vector<std::string>* class_names = nullptr;  ///< labels count in their order
  std::vector<std::string>* prompts = nullptr;      ///< one a class, of one text or several (join_prompts)
  task_reference* reference = nullptr;
  const trained_slices* trained = nullptr;  ///< which weights theta holds, and where
  /// The training images of the tasks before this one, in training order.
  std::vector<const std::vector<sample>*> earlier = {};
};

/// After the backward pass of the distillation alone; only where an extension names on_distillation_end.
struct distillation_end {
  std::int64_t step = 0;
  at::Tensor theta;     ///< [Q]
  at::Tensor gradient;  ///< [Q] of the distillation terms with their strengths; 0 where nobody guides
};

/// After the backward pass, before the optimiser: closed-form penalties add to the gradient here.
struct backward_end {
  std::int64_t step = 0;  ///< from 0 in each task
  at::Tensor theta;       ///< [Q]
  at::Tensor gradient;    ///< [Q], writable
};

/// After the optimiser has updated theta.
struct step_end {
  std::int64_t step = 0;   ///< the step that has just been made, from 0 in each task
  at::Tensor theta;        ///< [Q], writable: running averages may look, projections may change it
  bool ends_pass = false;  ///< it was the last of a pass over the task's images
};

/// Which label the cross-entropy of a pass of gradients is taken at.
enum class label_rule {
  given,      ///< the image's own: the empirical Fisher
  predicted,  ///< the most likely class
  sampled,    ///< drawn from the model's probabilities: the Fisher information itself
};

/// How a pass of gradients goes over a task's images.
struct gradients_options {
  std::int64_t batch_size = 1;  ///< images whose loss is averaged before it is differentiated
  label_rule labels = label_rule::given;
  image_view view = image_view::eval;
};

/// Calls back with (number of images, flat gradient [Q] of their mean cross-entropy) for the task's images in
/// order. The gradient is overwritten by the next call.
using gradients_pass = std::function<void(
    const gradients_options&, const std::function<void(std::int64_t count, const at::Tensor& gradient)>&)>;

/// Calls back with (index of the first image, unit features [B, E]) for the first `limit` of the task's
/// images in order, eval view.
using features_pass = std::function<void(
    std::int64_t limit, const std::function<void(std::int64_t first, const at::Tensor& features_BE)>&)>;

/// After the last step of a task, before it is evaluated.
struct task_end {
  std::int64_t task = 0;
  at::Tensor theta;                  ///< [Q], writable: what is evaluated
  at::Tensor start;                  ///< [Q] the weights at the task's start
  at::Tensor pretrained;             ///< [Q]
  at::Tensor* next_start = nullptr;  ///< set it where the next task must not start from theta
  const std::vector<sample>* samples = nullptr;
  std::int64_t own_images = 0;  ///< of those the task's own, which come first
  const std::vector<std::string>* class_names = nullptr;
  gradients_pass gradients;
  features_pass features;
};

}  // namespace sdkt
