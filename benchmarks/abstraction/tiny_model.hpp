// SPDX-License-Identifier: MIT
//
// A backbone with hardly any arithmetic, which shows all overhead of a trainer, and images for it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>
#include <png.h>

#include <sdkt/base/random.hpp>
#include <sdkt/concepts/backbone.hpp>
#include <sdkt/reference/reference_set.hpp>
#include <sdkt/stream/task.hpp>

namespace abstraction {

/// One matrix per tower: pixels of 4 x 4 images, counts of letters in texts.
struct tiny_model {
  static constexpr std::int64_t side = 4;
  sdkt::weight_layout table;
  at::Tensor values_P = {};

  const sdkt::weight_layout& layout() const { return table; }
  sdkt::tower_ranges towers() const {
    return {{0, table[1].offset}, {table[1].offset, table[2].offset}, {table[2].offset, table.size()}};
  }
  at::Tensor weights() const { return values_P; }
  tiny_model with_weights(const at::Tensor& values) const { return {table, values}; }
  std::int64_t image_size() const { return side; }
  at::Tensor encode_image(const sdkt::weight_views& weights, const at::Tensor& pixels) const {
    return unit(at::matmul(pixels.to(at::kFloat).flatten(1).div_(255).sub_(0.5), weights[0]));
  }
  at::Tensor tokenize(const std::vector<std::string>& texts) const {
    at::Tensor counts = at::zeros({static_cast<std::int64_t>(texts.size()), 32}, at::kLong);
    auto* row = counts.mutable_data_ptr<std::int64_t>();
    for (const std::string& text : texts) {
      for (const char letter : text) ++row[static_cast<unsigned char>(letter) % 32];
      row += 32;
    }
    return counts;
  }
  at::Tensor encode_text(const sdkt::weight_views& weights, const at::Tensor& token_ids) const {
    return unit(at::matmul(token_ids.to(at::kFloat), weights[1]));
  }
  at::Tensor logit_scale(const sdkt::weight_views& weights) const { return weights[2].exp().squeeze(); }

  static at::Tensor unit(const at::Tensor& rows) {
    return rows.div(at::linalg_vector_norm(rows, 2, at::IntArrayRef{1}, /*keepdim=*/true));
  }
};
static_assert(sdkt::Backbone<tiny_model>);

inline tiny_model make_tiny_model() {
  tiny_model model;
  model.table.add("image", {3 * tiny_model::side * tiny_model::side, 8});
  model.table.add("text", {32, 8});
  model.table.add("logit_scale", {1});
  model.values_P = at::zeros({model.table.size()});
  sdkt::random_stream random{{.seed = 1}};
  for (const auto& slice : model.table.slices()) {
    auto* value = model.values_P.mutable_data_ptr<float>() + slice.offset;
    for (std::int64_t i = 0; i < slice.numel; ++i) value[i] = static_cast<float>(random.uniform() - 0.5);
  }
  return model;
}

/// PNG files of noise in memory; their names are numbers.
class noise_source final : public sdkt::image_source {
 public:
  explicit noise_source(std::size_t count) {
    for (std::uint32_t file = 0; file < count; ++file) files_.push_back(noise(file));
  }
  std::vector<std::byte> read(const std::string& name) const override { return files_.at(std::stoul(name)); }
  bool contains(const std::string& name) const override { return std::stoul(name) < files_.size(); }
  std::string where(const std::string& name) const override { return "noise " + name; }

 private:
  static std::vector<std::byte> noise(std::uint32_t file) {
    png_image header{};
    header.version = PNG_IMAGE_VERSION;
    header.width = header.height = static_cast<png_uint_32>(tiny_model::side);
    header.format = PNG_FORMAT_RGB;
    std::vector<std::uint8_t> pixels(3 * tiny_model::side * tiny_model::side);
    sdkt::random_stream random{{.seed = 2, .index = file}};
    for (std::uint8_t& pixel : pixels) pixel = static_cast<std::uint8_t>(random.below(256));
    std::vector<std::byte> bytes(4096);
    png_alloc_size_t size = bytes.size();
    if (png_image_write_to_memory(&header, bytes.data(), &size, 0, pixels.data(), 0, nullptr) == 0) {
      throw std::runtime_error{"libpng cannot write a picture"};
    }
    bytes.resize(size);
    return bytes;
  }

  std::vector<std::vector<std::byte>> files_;
};

/// The first `count` noise images; labels repeat 0, 1, .., or there are none.
inline std::vector<sdkt::sample> noise_samples(std::size_t count, std::int64_t num_classes) {
  static const auto source = std::make_shared<noise_source>(64);
  std::vector<sdkt::sample> samples;
  for (std::size_t entry = 0; entry < count; ++entry) {
    samples.push_back({source, std::to_string(entry),
                       num_classes > 0 ? static_cast<std::int64_t>(entry) % num_classes : -1});
  }
  return samples;
}

inline std::vector<sdkt::task> noise_tasks() {
  std::vector<sdkt::task> tasks;
  for (const char* name : {"first", "second"}) {
    sdkt::task_contents contents;
    contents.name = name;
    for (const char* class_name : {"ash", "oak", "elm", "fir"}) {
      contents.class_names.push_back(std::string{class_name} + " of the " + name);
    }
    contents.train = noise_samples(tasks.empty() ? 64 : 48, 4);
    contents.test = noise_samples(8, 4);
    tasks.emplace_back(std::move(contents));
  }
  return tasks;
}

}  // namespace abstraction
