// SPDX-License-Identifier: MIT
//
// Stored pictures as samples, and batches that look at them in both views.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt_test {

/// Pictures of tests/reference/image/data by name.
inline std::vector<sdkt::sample> stored_pictures(const std::vector<std::string>& names) {
  const auto source = std::make_shared<sdkt::folder_source>(std::filesystem::path{SDKT_SOURCE_DIR} / "tests" /
                                                            "reference" / "image" / "data");
  std::vector<sdkt::sample> samples;
  for (const std::string& name : names) samples.push_back({source, name});
  return samples;
}

/// Every picture in both views, another crop in every batch.
inline std::vector<sdkt::batch::image_request> both_views_of(const std::vector<sdkt::sample>& samples,
                                                             std::int64_t batch) {
  std::vector<sdkt::batch::image_request> all;
  for (std::uint32_t image = 0; image < samples.size(); ++image) {
    all.push_back({&samples[image], sdkt::image_view::eval});
    all.push_back({&samples[image],
                   sdkt::image_view::train,
                   {.seed = 3,
                    .purpose = sdkt::random_purpose::task_crop,
                    .pass = static_cast<std::uint32_t>(batch),
                    .index = image}});
  }
  return all;
}

}  // namespace sdkt_test
