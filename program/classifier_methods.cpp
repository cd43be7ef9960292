// SPDX-License-Identifier: MIT
//
// Methods that train no weights: a classifier learns from the features of the pre-trained model.

#include "make_method.hpp"

namespace sdkt::cli {

namespace {

ridge_head head_of(const method_values& values) {
  ridge_head head;
  values.read("ridge_head_ridge", head.ridge);
  values.read("ridge_head_fusion", head.fusion);
  return head;
}

}  // namespace

std::vector<method> classifier_methods() {
  using enum reference_kind;
  std::vector<method> methods;
  methods.push_back(make_method<none>(
      "rail-dual",
      "RAIL: no training, kernel ridge regression on features, where zero-shot names a learnt class",
      "arXiv 2406.18868", [](const auto& model, const auto& values) {
        ridge_head head = head_of(values);
        values.read("ridge_head_gamma", head.gamma);
        return presets::rail_dual(model, head);
      }));
  methods.push_back(make_method<none>("rail-primal", "RAIL: the same on random hidden units of the features",
                                      "arXiv 2406.18868", [](const auto& model, const auto& values) {
                                        ridge_head head = head_of(values);
                                        values.read("ridge_head_units", head.units);
                                        return presets::rail_primal(model, head);
                                      }));
  return methods;
}

}  // namespace sdkt::cli
