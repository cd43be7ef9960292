// SPDX-License-Identifier: MIT

#include "methods.hpp"

#include <iterator>
#include <utility>

#include "method_names.hpp"
#include "nearest.hpp"
#include <sdkt/base/error.hpp>

namespace sdkt::cli {

std::string_view words_of(reference_kind kind) {
  switch (kind) {
    case reference_kind::images:
      return "unlabelled images";
    case reference_kind::texts:
      return "unlabelled images and texts";
    case reference_kind::pairs:
      return "image-text pairs";
    case reference_kind::own_images:
      return "the task's own batch";
    case reference_kind::own_stream:
      return "the task's images, drawn a second time";
    case reference_kind::from_extension:
      return "exemplars that the method keeps";
    case reference_kind::none:
      break;
  }
  return "none";
}

const std::vector<method>& all_methods() {
  static const std::vector<method> methods = [] {
    std::vector<method> joined = feature_methods();
    for (auto family :
         {divergence_methods(), weight_methods(), parameterised_methods(), classifier_methods()}) {
      joined.insert(joined.end(), std::make_move_iterator(family.begin()),
                    std::make_move_iterator(family.end()));
    }
    return joined;
  }();
  return methods;
}

std::vector<std::string> method_names() {
  std::vector<std::string> names;
  for (const auto& each : all_methods()) names.emplace_back(each.name);
  return names;
}

const method& find_method(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& each : all_methods()) {
    if (each.name == name) return each;
    names.emplace_back(each.name);
  }
  throw setting_error{"--method",
                      "there is no method \"" + std::string{name} + "\"" + did_you_mean(name, names),
                      "`sdkt methods` lists them"};
}

}  // namespace sdkt::cli
