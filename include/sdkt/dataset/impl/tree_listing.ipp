// SPDX-License-Identifier: MIT
//
// Definitions of tree_listing.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/dataset/tree_listing.hpp>

namespace sdkt::detail {

SDKT_INLINE std::filesystem::path real_folder(const std::filesystem::path& folder) {
  std::error_code problem;
  if (!std::filesystem::is_directory(folder, problem)) {
    throw file_error{shown_text(folder.string()), "expected a folder of class folders, found none",
                     "check the path"};
  }
  std::filesystem::path real = std::filesystem::canonical(folder, problem);
  if (!problem) return real;
  throw file_error{shown_text(folder.string()), "cannot be opened (" + problem.message() + ")",
                   "check the path and its permissions"};
}

SDKT_INLINE folder_listing tree_listing::list(const std::string& folder) {
  namespace fs = std::filesystem;
  folder_listing listing;
  std::vector<std::string> links;
  std::error_code failure;
  fs::directory_iterator at{root_ / folder, failure};
  for (; !failure && at != fs::directory_iterator{}; at.increment(failure)) {
    const std::string name = at->path().filename().string();
    if (is_hidden_name(name)) {
      skipped_.takes(folder + name);
      continue;
    }
    std::error_code ignored;
    const fs::file_status status = at->symlink_status(ignored);
    if (fs::is_directory(status)) listing.folders.push_back(name);
    if (fs::is_regular_file(status)) listing.files.push_back(name);
    if (!fs::is_symlink(status)) continue;
    const std::string problem = link_problem(at->path());
    if (problem.empty() || !(has_image_suffix(name) || fs::is_directory(at->path(), ignored))) {
      listing.files.push_back(name);
    } else if (known_links_.insert(folder + name).second) {  // a folder may be listed twice
      links.push_back(shown_text(folder + name) + ": " + problem);
    }
  }
  if (failure) {
    throw file_error{shown_text((root_ / folder).string()),
                     "the folder cannot be listed (" + failure.message() + ")", "check its permissions"};
  }
  std::sort(links.begin(), links.end());
  left_out_.insert(left_out_.end(), links.begin(), links.end());
  links_.insert(links_.end(), links.begin(), links.end());
  std::sort(listing.folders.begin(), listing.folders.end());
  std::sort(listing.files.begin(), listing.files.end());
  return listing;
}

SDKT_INLINE std::string tree_listing::link_problem(const std::filesystem::path& link) const {
  std::error_code failure;
  const std::filesystem::path target = std::filesystem::canonical(link, failure);
  if (failure) return "a broken link";
  const auto [end, ignored] = std::mismatch(root_.begin(), root_.end(), target.begin(), target.end());
  if (end != root_.end()) return "a link that leads out of the folder";
  return std::filesystem::is_regular_file(target, failure) ? "" : "a link to a folder";
}

}  // namespace sdkt::detail
