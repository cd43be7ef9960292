// SPDX-License-Identifier: MIT
//
// Definitions of list_overlaps.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/run/list_overlaps.hpp>

namespace sdkt::detail {

SDKT_INLINE std::string image_places::of(const sample& image) {
  const std::string_view path = image.path;
  const bool is_plain =
      path.find("./") == std::string_view::npos && path.find("//") == std::string_view::npos;
  const std::string& within = place_of(image.source.get());
  const bool stands_alone = path.starts_with('/') && within.starts_with('/');  // as folder_source reads it
  std::string where = stands_alone ? std::string{} : within;
  return where += is_plain ? image.path : std::filesystem::path{path}.lexically_normal().string();
}

SDKT_INLINE const std::string& image_places::place_of(const image_source* source) {
  if (source == last_) return *last_place_;
  const auto [known, is_new] = places_.try_emplace(source);
  if (is_new) known->second = name_of(source, places_.size());
  last_ = source;
  last_place_ = &known->second;
  return *last_place_;
}

SDKT_INLINE std::string image_places::name_of(const image_source* source, std::size_t number) {
  if (const auto* const folder = dynamic_cast<const folder_source*>(source)) {
    std::error_code ignored;
    const std::filesystem::path root = std::filesystem::absolute(folder->path_of(""), ignored);
    return (root.lexically_normal() / "").string();
  }
  if (const auto* const tar = dynamic_cast<const tar_source*>(source))
    return "tar " + tar->archive().path().lexically_normal().string() + ":";
  return "source " + std::to_string(number) + ":";
}

/// A listed image by the hash of its place.
struct listed_place {
  std::size_t hash = 0;
  std::size_t entry = 0;  // training images first, then test images

  bool operator<(const listed_place& other) const noexcept {
    return hash != other.hash ? hash < other.hash : entry < other.entry;
  }
};

}  // namespace sdkt::detail

namespace sdkt::run {

SDKT_INLINE list_overlaps overlaps_of(const std::vector<sample>& train, const std::vector<sample>& test) {
  const auto image_at = [&](std::size_t entry) -> const sample& {
    return entry < train.size() ? train[entry] : test[entry - train.size()];
  };
  detail::image_places places;
  std::vector<detail::listed_place> listed(train.size() + test.size());
  for (std::size_t entry = 0; entry < listed.size(); ++entry)
    listed[entry] = {std::hash<std::string>{}(places.of(image_at(entry))), entry};
  std::sort(listed.begin(), listed.end());

  list_overlaps found;
  std::size_t first_in_both = listed.size(), first_two_labels = listed.size();
  const auto look_at = [&](const std::vector<std::size_t>& entries) {  // entries of one image, in order
    const std::size_t first = entries.front();
    if (first < train.size() && entries.back() >= train.size()) {
      ++found.in_both;
      first_in_both = std::min(first_in_both, first);
    }
    const auto other = std::find_if(entries.begin(), entries.end(), [&](std::size_t entry) {
      return image_at(entry).label != image_at(first).label;
    });
    if (other == entries.end()) return;
    ++found.two_labels;
    if (first > first_two_labels) return;
    first_two_labels = first;
    found.one_label = image_at(first).label;
    found.other_label = image_at(*other).label;
  };
  for (std::size_t begin = 0; begin < listed.size();) {
    std::size_t end = begin + 1;
    while (end < listed.size() && listed[end].hash == listed[begin].hash) ++end;
    if (end - begin > 1) {
      std::map<std::string, std::vector<std::size_t>> images;  // several only if hashes collide
      for (; begin < end; ++begin)
        images[places.of(image_at(listed[begin].entry))].push_back(listed[begin].entry);
      for (const auto& [where, entries] : images) look_at(entries);
    }
    begin = end;
  }
  if (found.in_both > 0) found.first_in_both = image_at(first_in_both).path;
  if (found.two_labels > 0) found.first_two_labels = image_at(first_two_labels).path;
  return found;
}

}  // namespace sdkt::run
