// SPDX-License-Identifier: MIT
//
// Definitions of broken_images.hpp.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <string>
#include <thread>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/broken_images.hpp>
#include <sdkt/image/decode.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::string> problems_of_images(const std::vector<const sample*>& images) {
  std::vector<std::string> problems(images.size());
  std::atomic<std::size_t> next{0};
  std::atomic<bool> has_failed{false};
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t at = next++; at < images.size() && !has_failed; at = next++) {
        const sample& one = *images[at];
        try {
          static_cast<void>(decode_image(one.source->read(one.path), one.source->where(one.path)));
        } catch (const error& reason) {
          problems[at] = reason.what();
        }
      }
    } catch (...) {  // out of memory
      if (!has_failed.exchange(true)) failure = std::current_exception();
    }
  };
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(cores, images.size()); ++i) others.emplace_back(work);
  work();
  others.clear();  // joins them
  if (failure) std::rethrow_exception(failure);
  return problems;
}

}  // namespace sdkt::detail
