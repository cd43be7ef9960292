// SPDX-License-Identifier: MIT
//
// Images per second on one core: decoding alone, resizing alone, and both as for training and evaluation.
//
//   bench_input FOLDER [SIDE] [ROUNDS]
//
// Every image of the folder, read into memory first; SIDE is 224 if left out. Prints one line of JSON with
// the median over the rounds of each measurement. compare.py compares it with Pillow and torchvision.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "../median.hpp"
#include <sdkt/images.hpp>

namespace {

using clock_type = std::chrono::steady_clock;
using file_bytes = std::vector<std::byte>;

std::vector<file_bytes> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) paths.push_back(entry.path());
  std::sort(paths.begin(), paths.end());
  std::vector<file_bytes> files;
  for (const auto& path : paths) {
    file_bytes bytes(std::filesystem::file_size(path));
    std::ifstream{path, std::ios::binary}.read(reinterpret_cast<char*>(bytes.data()),
                                               static_cast<std::streamsize>(bytes.size()));
    files.push_back(std::move(bytes));
  }
  if (files.empty()) throw std::invalid_argument{"the folder " + folder.string() + " is empty"};
  return files;
}

/// Calls per second of a function over all `items`, and a number that depends on all results.
template <class Items, class F>
double rate(const Items& items, int rounds, std::uint64_t& sum, const F& f) {
  std::vector<double> seconds;
  for (int round = 0; round < rounds; ++round) {
    const auto start = clock_type::now();
    for (std::size_t item = 0; item < items.size(); ++item) sum += f(items[item], item).pixels.back();
    seconds.push_back(std::chrono::duration<double>(clock_type::now() - start).count());
  }
  return static_cast<double>(items.size()) / median(seconds);
}

sdkt::random_stream draw(std::size_t image) {
  return sdkt::random_stream{
      {.seed = 1, .purpose = sdkt::random_purpose::task_crop, .index = static_cast<std::uint32_t>(image)}};
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) throw std::invalid_argument{"name a folder of images; see the top of main.cpp"};
  const int side = argc > 2 ? std::stoi(argv[2]) : 224, rounds = argc > 3 ? std::stoi(argv[3]) : 5;
  const std::vector<file_bytes> files = files_of(argv[1]);
  std::vector<sdkt::rgb_image> images;
  for (const auto& file : files) images.push_back(sdkt::decode_image(file, "image"));

  std::uint64_t sum = 0;
  const double decode = rate(files, rounds, sum,
                             [](const auto& file, std::size_t) { return sdkt::decode_image(file, "image"); });
  const double eval =
      rate(images, rounds, sum, [&](const auto& image, std::size_t) { return sdkt::eval_view(image, side); });
  const double train = rate(images, rounds, sum, [&](const auto& image, std::size_t at) {
    sdkt::random_stream random = draw(at);
    return sdkt::train_view(image, side, random);
  });
  const double decode_eval = rate(files, rounds, sum, [&](const auto& file, std::size_t) {
    return sdkt::eval_view(sdkt::decode_image(file, "image"), side);
  });
  const double decode_train = rate(files, rounds, sum, [&](const auto& file, std::size_t at) {
    sdkt::random_stream random = draw(at);
    return sdkt::train_view(sdkt::decode_image(file, "image"), side, random);
  });
  std::printf(
      "{\"decode\": %.1f, \"eval view\": %.1f, \"train view\": %.1f, \"decode and eval view\": %.1f, "
      "\"decode and train view\": %.1f, \"sum\": %llu}\n",
      decode, eval, train, decode_eval, decode_train, static_cast<unsigned long long>(sum));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_input: %s\n", error.what());
  return 2;
}
