// SPDX-License-Identifier: MIT
//
// Images that take their time to be read, and what a loader must make of them.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <ATen/core/Tensor.h>

#include "../../support/scratch.hpp"
#include <sdkt/base/random.hpp>
#include <sdkt/batch/image_request.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/image/view.hpp>
#include <sdkt/reference/sources.hpp>

namespace sdkt_test {

/// Of the views that are loaded.
inline constexpr int loaded_side = 16;
inline constexpr std::size_t loaded_bytes = 3 * loaded_side * loaded_side;

/// Real images, of which some take their time, some are damaged, and all are counted.
class slow_source final : public sdkt::image_source {
 public:
  std::vector<std::byte> read(const std::string& name) const override {
    if (name == "gone.png") throw sdkt::file_error{name, "vanished", "restore it"};
    if (name == "odd.png") throw 7;
    const std::uint32_t number = num_read_++;
    const std::uint32_t pause = sdkt::random_stream{{.seed = 1, .index = number}}() % 4;
    std::this_thread::sleep_for(std::chrono::microseconds{200 * pause});
    std::vector<std::byte> bytes = images_.read(name == "broken.png" ? "0000.png" : name);
    if (name == "broken.png") bytes.resize(bytes.size() / 2);
    return bytes;
  }
  bool contains(const std::string&) const override { return true; }
  std::string where(const std::string& name) const override { return name; }
  std::uint32_t num_read() const { return num_read_; }

 private:
  sdkt::tar_source images_{sdkt::tar_archive{mini_tasks / "reference.tar"}};
  mutable std::atomic<std::uint32_t> num_read_ = 0;
};

/// Images of that source, among them broken ones, and batches of them.
struct slow_images {
  std::shared_ptr<const slow_source> source = std::make_shared<const slow_source>();
  std::vector<sdkt::sample> samples{};
  sdkt::sample gone{source, "gone.png", -1};
  sdkt::sample broken{source, "broken.png", -1};
  sdkt::sample odd{source, "odd.png", -1};

  slow_images() {
    for (const auto& one : sdkt::load_reference(mini_tasks / "reference.tar", {.size = 40}).samples()) {
      samples.push_back({source, one.path, -1});
    }
  }

  /// Batches of 0 to 9 images, train and eval views mixed.
  std::vector<sdkt::batch::image_request> requests(std::int64_t batch) const {
    sdkt::random_stream random{{.seed = 3, .index = static_cast<std::uint32_t>(batch)}};
    std::vector<sdkt::batch::image_request> all(random.below(10));
    for (sdkt::batch::image_request& one : all) {
      const auto image = static_cast<std::uint32_t>(random.below(samples.size()));
      one = {&samples[image],
             random.below(2) == 0 ? sdkt::image_view::train : sdkt::image_view::eval,
             {.seed = 5, .purpose = sdkt::random_purpose::task_crop, .index = image}};
    }
    return all;
  }
};

inline std::vector<std::uint8_t> bytes_of(const at::Tensor& batch) {
  const auto* first = batch.data_ptr<std::uint8_t>();
  return {first, first + batch.numel()};
}

/// What a batch must hold, one value after the other.
inline std::vector<std::uint8_t> expected(const std::vector<sdkt::batch::image_request>& requests) {
  std::vector<std::uint8_t> all;
  for (const sdkt::batch::image_request& one : requests) {
    const auto whole = sdkt::decode_image(one.image->source->read(one.image->path), one.image->path);
    sdkt::random_stream random{one.crop};
    const auto view = one.view == sdkt::image_view::train ? sdkt::train_view(whole, loaded_side, random)
                                                          : sdkt::eval_view(whole, loaded_side);
    for (std::size_t plane = 0; plane < 3; ++plane) {
      for (std::size_t place = plane; place < loaded_bytes; place += 3) all.push_back(view.pixels[place]);
    }
  }
  return all;
}

}  // namespace sdkt_test
