// SPDX-License-Identifier: MIT
//
// References without images of their own: none at all, the current task's images, or an extension's images.
#pragma once

#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/hooks.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/concepts/task_stream.hpp>

namespace sdkt {

namespace detail {

/// The empty list, for references without images of their own.
const std::vector<sample>& no_samples();

}  // namespace detail

/// No reference images at all, for methods without a teacher. Satisfies ReferenceSource.
struct no_reference {
  static constexpr bool has_texts = false;
  static constexpr bool is_absent = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

/// The reference images are those of the task's own batch, so there is no second forward pass. Satisfies
/// ReferenceSource.
///
/// The text of an image is the prompt of its class.
///
/// See also: own_stream, which draws images a second time.
struct own_images {
  static constexpr bool is_own = true;
  static constexpr bool has_texts = false;
  static constexpr bool has_pairs = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
};

/// The reference images are the task's training images in a second, independent order: teachers guide on
/// other images than the cross-entropy sees in the same step. Satisfies ReferenceSource.
///
/// The text of an image is the prompt of its class.
///
/// Random: order and crops are those of reference images, which have their own random_purpose.
/// Source: Li and Hoiem, Learning without Forgetting (ECCV 2016), as in ZSCL's code for CLIP.
/// See also: own_images, which saves the second forward pass.
struct own_stream {
  static constexpr bool has_texts = false;
  static constexpr bool has_pairs = true;
  static const std::vector<sample>& samples() { return detail::no_samples(); }
  task_reference for_task(const task_begin& begin) const { return {.samples = begin.samples}; }
};

/// An extension sets the reference images in task_begin::reference. A task for which it sets none is trained
/// without teachers. Satisfies ReferenceSource.
///
/// The text of an image is the prompt of its class.
///
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

#if SDKT_HAS_DEFINITIONS
#include <sdkt/reference/impl/own_reference.ipp>
#endif
