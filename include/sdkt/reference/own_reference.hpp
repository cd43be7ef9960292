// SPDX-License-Identifier: MIT
//
// References that hold no images: none at all, and the training images of the task that is being learnt.
#pragma once

#include <vector>

#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>

namespace sdkt {

namespace detail {

/// For references that have no images of their own.
inline const std::vector<sample>& no_samples() {
  static const std::vector<sample> none;
  return none;
}

}  // namespace detail

/// No reference images at all, for methods without a teacher. Satisfies ReferenceSource.
struct no_reference {
  static constexpr bool has_texts = false;
  static constexpr bool is_absent = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

/// The images of the task's own batch are the reference images: no second forward. Satisfies ReferenceSource.
///
/// The text that goes with an image is the prompt of its class.
/// See also: own_stream, whose images are drawn a second time.
struct own_images {
  static constexpr bool is_own = true;
  static constexpr bool has_texts = false;
  static constexpr bool has_pairs = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

/// The task's training images once more, shuffled on their own: teachers guide on other images than those
/// that the cross-entropy sees in the same step. Satisfies ReferenceSource.
///
/// The text that goes with an image is the prompt of its class.
/// Random: order and crops are those of reference images, which have purposes of their own.
/// Source: Li and Hoiem, Learning without Forgetting (ECCV 2016), as ZSCL runs it on CLIP.
/// See also: own_images, which saves the second forward.
struct own_stream {
  static constexpr bool has_texts = false;
  static constexpr bool has_pairs = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
  task_reference for_task(const task_begin& begin) const { return {.samples = begin.samples}; }
};

/// An extension gives the images that teachers guide on, in task_begin::reference; a task for which it gives
/// none is fine-tuned. Satisfies ReferenceSource.
///
/// The text that goes with an image is the prompt of its label's class.
/// See also: exemplar_memory.
struct from_extension {
  static constexpr bool is_left_to_extensions = true;
  static constexpr bool has_texts = false;
  static constexpr bool has_pairs = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
  task_reference for_task(const task_begin&) const { return {}; }
};

static_assert(ReferenceSource<no_reference> && ReferenceSource<own_images> && ReferenceSource<own_stream> &&
              ReferenceSource<from_extension>);

}  // namespace sdkt
