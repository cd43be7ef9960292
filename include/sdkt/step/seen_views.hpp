// SPDX-License-Identifier: MIT
//
// Which runs keep the features of frozen teachers, and the name of the pre-trained weights in their store.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include <ATen/core/Tensor.h>

#include <sdkt/concepts/teacher_policy.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/reference/own_reference.hpp>
#include <sdkt/step/teacher_store.hpp>

namespace sdkt::step {

/// Where a run keeps the features that frozen teachers give for views.
struct seen_views {
  std::shared_ptr<teacher_store> store = nullptr;  ///< null: nothing is kept
  std::string pretrained = {};                     ///< a name that no other pre-trained weights share
};

/// A store if views recur: within a run if they are evaluation views, between runs if the store
/// is shared. Outputs of live teachers change every step and recorded steps run their teachers
/// again, so neither is cached.
template <class Composition, class Reference>
seen_views views_to_keep(const Composition& parts, const trainer_options& options, const at::Device& device,
                         bool steps_are_recorded) {
  using teacher_policy = decltype(Composition::teacher);
  if (teacher_policy::num_teachers == 0 || compose::teacher_clauses<teacher_policy>::is_live) return {};
  if (steps_are_recorded) return {};
  seen_views seen{options.teachers_seen};
  if (seen.store == nullptr)
    seen.store = std::make_shared<teacher_store>(options.teacher_store_bytes, /*keeps_train_views=*/false);
  const image_view view =
      compose::is_own_images<Reference> ? options.view : options.reference_view.value_or(options.view);
  if (!seen.store->keeps(view)) return {};
  seen.pretrained = std::string{name_of(options.precision)} + " on " + device.str() + ", ";
  if constexpr (requires { std::string{parts.model.fingerprint()}; }) {
    seen.pretrained += std::string{parts.model.fingerprint()};
  } else {
    seen.pretrained += "run " + std::to_string(seen.store->number_of());
  }
  return seen;
}

}  // namespace sdkt::step
