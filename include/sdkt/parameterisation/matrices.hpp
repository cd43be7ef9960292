// SPDX-License-Identifier: MIT
//
// The matrices of a model that a parameterisation changes, and their places in the vector of trained weights.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/core/Tensor.h>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/random.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/weights/trained_slices.hpp>
#include <sdkt/weights/weight_matrix.hpp>

namespace sdkt {

/// Which matrices a parameterisation changes, of those that trainer_options::trains and trains_only admit.
///
/// The names are those of clip::model. A backbone with other names sets `picks`, which receives the name of every
/// trained tensor of two dimensions and then decides alone.
struct matrix_choice {
  bool query = true;  ///< of every attention; query, key and value are three matrices also if stored as one
  bool key = true;
  bool value = true;
  bool out = true;   ///< the output projection of every attention
  bool fc1 = false;  ///< the first matrix of every MLP, also known as c_fc
  bool fc2 = false;  ///< the second one, c_proj
  std::function<bool(std::string_view name)> picks = {};

  void describe(setting_list& settings, std::string_view setting) const;
};

}  // namespace sdkt

namespace sdkt::parameterisation {

/// The chosen matrices, in the order of theta.
///
/// Errors: setting_error if there are none.
[[nodiscard]] std::vector<weight_matrix> matrices_of(const trained_slices& trained,
                                                     const matrix_choice& choice);

/// Fills a part with numbers from (-bound, bound), the same ones on every device.
void fill_uniform(const at::Tensor& part, double bound, const detail::random_key& key);

/// Fills a part with normal numbers of mean 0 and variance 1, the same ones on every device.
///
/// Source: Box and Muller, A Note on the Generation of Random Normal Deviates (1958).
void fill_normal(const at::Tensor& part, const detail::random_key& key);

/// The places of parts of given sizes in a vector, each at a multiple of weight_layout::alignment.
class aligned_places {
 public:
  /// Returns the place of the next part.
  std::int64_t add(std::int64_t size);
  std::int64_t size() const noexcept { return size_; }

 private:
  std::int64_t size_ = 0;
};

}  // namespace sdkt::parameterisation

#if SDKT_HAS_DEFINITIONS
#include <sdkt/parameterisation/impl/matrices.ipp>
#endif
