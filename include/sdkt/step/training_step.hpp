// SPDX-License-Identifier: MIT
//
// One training step: encode once, guide, differentiate, update.
#pragma once

#include <ATen/core/Tensor.h>

#include <sdkt/batch/batch_source.hpp>
#include <sdkt/compose/composition.hpp>
#include <sdkt/compose/hooks.hpp>
#include <sdkt/concepts/encoded.hpp>
#include <sdkt/distributed/processes.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/step/differentiate.hpp>
#include <sdkt/step/guidance.hpp>
#include <sdkt/step/image_features.hpp>
#include <sdkt/step/losses.hpp>
#include <sdkt/step/step_terms.hpp>
#include <sdkt/step/student.hpp>
#include <sdkt/step/trained_parameters.hpp>

namespace sdkt::step {

/// The steps of one task. Borrows all its arguments.
template <class Composition, class Reference>
class training_step {
 public:
  using parameterisation_type = decltype(Composition::parameterisation);
  using optimiser_type = decltype(Composition::optimiser);

  using parameters_type = trained_parameters<parameterisation_type, optimiser_type>;

  training_step(Composition& parts, student& learner, guidance<Composition, Reference>& teachers,
                parameters_type& parameters, const trainer_options& options,
                const distributed::processes& group)
      : parts_{parts},
        student_{learner},
        teachers_{teachers},
        parameters_{parameters},
        options_{options},
        encoding_{.micro_batch_size = options.micro_batch_size,
                  .group = group,
                  .propagates_twice = detail::watches_distillation(&parts.extensions)},
        losses_{parts, learner.theta().device(), options.label_smoothing} {
    if constexpr (parameters_type::pulls_back_parts)
      pull_back_ = [&parameters](at::Tensor& gradient_Q) { return parameters.pull_back(gradient_Q); };
  }

  /// Updates the student by the gradient of one batch. Returns the terms of its loss.
  ///
  /// Errors: shape_error if a policy returns a shape that differs from that of its concept.
  step_terms operator()(const batch::training_batch& batch) {
    image_features images{parts_.model, student_.views(), batch, encoding_};
    const at::Tensor& images_NE = images.rows_NE();  // task and reference images together
    const at::Tensor texts_CE = teachers_.class_texts();
    const at::Tensor scale = parts_.model.logit_scale(student_.views());

    step_terms terms = losses_.classify(images_NE, texts_CE, scale, batch.labels_B);
    if (teachers_.guides()) {
      const encoded own = teachers_.own(images_NE, batch, texts_CE, scale);
      const auto targets =
          teachers_.look(batch, own);       // no gradient; cached if a frozen teacher saw the view
      losses_.distil(own, targets, terms);  // one term per teacher, weighted by the selection
    }
    // Penalties of extensions enter here.
    const at::Tensor pulled_F =
        differentiate(terms, compose::strengths_of<num_teachers>(parts_.selection), images, parts_.extensions,
                      student_, batch.step, encoding_.group, parameters_.reads_whole_gradient, pull_back_);
    parameters_.update(student_, batch.step, options_.max_gradient_norm, pulled_F);
    student_.limit_logit_scale(options_.max_logit_scale);
    return terms;
  }

 private:
  static constexpr std::size_t num_teachers = guidance<Composition, Reference>::num_teachers;

  Composition& parts_;
  student& student_;
  guidance<Composition, Reference>& teachers_;
  parameters_type& parameters_;
  const trainer_options& options_;
  encoding_options encoding_;
  losses<Composition> losses_;
  pull_back_function pull_back_;  // empty: the gradient of the whole batch is pulled back at once
};

}  // namespace sdkt::step
