// SPDX-License-Identifier: MIT
//
// Definitions of reference_pairs.hpp.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/reference/pair_list.hpp>
#include <sdkt/reference/reference_draw.hpp>
#include <sdkt/reference/reference_list.hpp>
#include <sdkt/reference/reference_options.hpp>
#include <sdkt/reference/reference_pairs.hpp>
#include <sdkt/reference/reference_text.hpp>
#include <sdkt/stream/shared_vector.hpp>

namespace sdkt {

SDKT_INLINE reference_pairs::reference_pairs(std::vector<sample> samples, std::vector<std::string> texts,
                                             std::vector<std::string> skipped)
    : samples_{std::move(samples)}, texts_{std::move(texts)}, skipped_{std::move(skipped)} {
  if (texts_->size() != samples_->size()) {
    throw data_error{"reference",
                     "expected " + std::to_string(samples_->size()) + " texts, one per image, got " +
                         std::to_string(texts_->size()),
                     "give them in the order of the images"};
  }
  detail::check_texts(*texts_);
}

SDKT_INLINE reference_pairs load_pairs(const std::vector<std::filesystem::path>& places,
                                       const reference_options& options) {
  auto pool = detail::drawn_pool(
      places, options, "use a folder, archive or list of images with one text each", detail::read_pairs);
  std::vector<sample> samples;
  std::vector<std::string> texts;
  samples.reserve(pool.drawn.size());
  texts.reserve(pool.drawn.size());
  for (detail::listed_pair& pair : pool.drawn) {
    texts.push_back(detail::text_of(pair));
    samples.push_back(std::move(pair.image));
  }
  return {std::move(samples), std::move(texts), std::move(pool.skipped)};
}

SDKT_INLINE reference_pairs load_pairs(std::initializer_list<std::filesystem::path> places,
                                       const reference_options& options) {
  return load_pairs(std::vector<std::filesystem::path>{places}, options);
}

SDKT_INLINE reference_pairs load_pairs(const std::filesystem::path& place, const reference_options& options) {
  return load_pairs(std::vector<std::filesystem::path>{place}, options);
}

}  // namespace sdkt
