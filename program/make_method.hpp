// SPDX-License-Identifier: MIT
//
// Makes an entry of the list of methods from a preset. Included where trainers are instantiated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "methods.hpp"
#include <sdkt/presets.hpp>

namespace sdkt::cli {

/// A Backbone without weights, whose functions are never called: it stands in for a model when only the
/// settings of a preset are needed.
struct unloaded_model {
  const weight_layout& layout() const;
  tower_ranges towers() const;
  at::Tensor weights() const;
  unloaded_model with_weights(const at::Tensor& values_P) const;
  std::int64_t image_size() const;
  at::Tensor encode_image(const weight_views&, const at::Tensor&) const;
  at::Tensor tokenize(const std::vector<std::string>&) const;
  at::Tensor encode_text(const weight_views&, const at::Tensor&) const;
  at::Tensor logit_scale(const weight_views&) const;
  at::Tensor random_token_ids(std::int64_t, std::int64_t, random_stream) const;
};

/// The reference of a kind, from the loaded inputs. A method without teachers measures distances on
/// the images that were named.
template <reference_kind Kind>
auto reference_of(const method_inputs& inputs) {
  if constexpr (Kind == reference_kind::none || Kind == reference_kind::images) {
    return inputs.images;
  } else if constexpr (Kind == reference_kind::texts) {
    return with_texts(inputs.images, inputs.texts);
  } else if constexpr (Kind == reference_kind::pairs) {
    return inputs.pairs;
  } else if constexpr (Kind == reference_kind::own_images) {
    return own_images{};
  } else if constexpr (Kind == reference_kind::own_stream) {
    return own_stream{};
  } else {
    return from_extension{};
  }
}

/// compose(model, values) returns the trainer of a preset, whose settings it reads from the values.
template <reference_kind Kind, class Compose>
method make_method(std::string_view name, std::string_view what, std::string_view source,
                   const Compose& compose) {
  method made{name, what, source, Kind, {}, {}, {}, {}};
  made.protocol = [compose] { return compose(unloaded_model{}, method_values{}).options; };
  made.describe = [name, compose](const method_values& values) {
    const auto trainer = compose(unloaded_model{}, values);
    values.expect_all_read(name);
    return trainer.describe();
  };
  made.run = [name, compose](const clip::model& model, const method_values& values,
                             const trainer_options& options, const method_inputs& inputs,
                             const setting_list& notes, const run_observer& observer) {
    auto trainer = compose(model, values);
    values.expect_all_read(name);
    trainer.options = options;
    trainer.notes = notes;
    return trainer.run(inputs.tasks, reference_of<Kind>(inputs), observer);
  };
  made.count_trained = [compose](const clip::model& model, const method_values& values,
                                 const trainer_options& options) {
    auto trainer = compose(model, values);
    trainer.options = options;
    return trainer.count_trained();
  };
  return made;
}

}  // namespace sdkt::cli
