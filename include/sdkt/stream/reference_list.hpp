// SPDX-License-Identifier: MIT
//
// Lists of images without labels: what a folder, a tar archive, a text file or a JSON file holds, in a
// fixed order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/concepts/sample.hpp>
#include <sdkt/detail/letter_case.hpp>
#include <sdkt/error.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/stream/annotation.hpp>
#include <sdkt/stream/image_finder.hpp>
#include <sdkt/stream/image_root.hpp>
#include <sdkt/stream/list_fields.hpp>
#include <sdkt/stream/located_json.hpp>
#include <sdkt/stream/text_file.hpp>

namespace sdkt {

/// How lists of images are read.
struct list_options {
  std::optional<std::filesystem::path> data_root = {};  ///< where listed images are looked for first
  bool allow_outside = false;   ///< accept absolute image paths and such that climb out with ..
  bool accept_missing = false;  ///< do not look for the images of lists; only one has to be there
};

namespace detail {

/// The suffix of a file's path in lower case: ".jpg". A dot that begins a name begins no suffix.
inline std::string lower_suffix(std::string_view file) {
  const std::string_view name = file.substr(file.rfind('/') + 1);
  const std::size_t dot = name.rfind('.');
  if (dot == 0 || dot == std::string_view::npos || name == "..") return {};
  return in_lower_case(std::string{name.substr(dot)});
}

/// Whether a file is taken for an image.
inline bool has_image_suffix(std::string_view file) {
  const std::string suffix = lower_suffix(file);
  return suffix == ".jpg" || suffix == ".jpeg" || suffix == ".png";
}

/// The files below a folder, sorted, so that the order is not that of the file system.
inline std::vector<std::string> files_of_folder(const std::filesystem::path& folder) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  std::error_code failure;
  for (fs::recursive_directory_iterator at{folder, failure}, end; !failure && at != end;
       at.increment(failure)) {
    std::error_code ignored;
    if (!at->is_regular_file(ignored)) continue;
    paths.push_back(at->path().lexically_relative(folder).generic_string());
  }
  if (failure) {
    throw file_error{folder.string(), "the folder cannot be listed (" + failure.message() + ")",
                     "check its permissions"};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

/// Those of the files that are images, in their order.
inline std::vector<sample> images_among(const std::shared_ptr<const image_source>& source,
                                        const std::vector<std::string>& files) {
  std::vector<sample> samples;
  for (const std::string& file : files) {
    if (has_image_suffix(file)) samples.push_back({source, file, -1});
  }
  return samples;
}

/// The images of a text file with one path a line.
inline std::vector<sample> images_of_text(const std::filesystem::path& file, const list_options& options) {
  const std::string whole = read_text(file);
  std::vector<sample> samples;
  std::vector<std::size_t> line_numbers;
  const auto where = [&](std::size_t entry) {
    return file.string() + ", line " + std::to_string(line_numbers[entry]);
  };
  for_each_entry(whole, [&](std::string_view line, std::size_t number) {
    line_numbers.push_back(number);
    if (const auto problem = path_problem(line, options.allow_outside)) {
      throw data_error{where(samples.size()), *problem, path_remedy};
    }
    samples.push_back({nullptr, std::string{line}, -1});
  });
  std::vector<std::filesystem::path> roots;
  if (options.data_root) roots.push_back(*options.data_root);
  roots.push_back(file.has_parent_path() ? file.parent_path() : ".");
  image_finder{nullptr, std::move(roots), options.accept_missing}.find(samples, where);
  return samples;
}

/// An image that a JSON list names; where() says which entry it is.
template <class Where>
sample listed_image(const located_value& path, const list_options& options, const Where& where) {
  if (path.text() == nullptr) {
    throw format_error{where(), "expected the path of an image, got " + path.described(),
                       "write it as a text"};
  }
  if (const auto problem = path_problem(*path.text(), options.allow_outside)) {
    throw data_error{where(), *problem, path_remedy};
  }
  return {nullptr, *path.text(), -1};
}

/// The finder of the images that a JSON list names: in its archive, or in a folder.
inline image_finder finder_of_json(const std::filesystem::path& file, const located_json& json,
                                   const list_options& options) {
  std::shared_ptr<const image_source> source;
  if (const std::string* archive = optional_text(json, json.root(), "archive")) {
    source = open_archive(file, *archive, options.allow_outside, json.where(*json.root().find("archive")));
  }
  return {source, image_roots(file, list_name(json, file), options.data_root), options.accept_missing};
}

/// The images of {"images": [path, ...]}.
inline std::vector<sample> images_of_json(const std::filesystem::path& file, const located_json& json,
                                          const list_options& options) {
  const located_value& images = required_list(json, json.root(), "images", "write {\"images\": [path, ...]}");
  const auto where = [&](std::size_t entry) {
    return json.where((*images.items())[entry]) + ": images entry " + std::to_string(entry);
  };
  std::vector<sample> samples;
  for (const located_value& image : *images.items()) {
    samples.push_back(listed_image(image, options, [&] { return where(samples.size()); }));
  }
  finder_of_json(file, json, options).find(samples, where);
  return samples;
}

}  // namespace detail

/// The images of a folder, a .tar archive, a .txt list or a .json file (load_reference says how each is
/// read).
///
/// Errors: those of load_reference; an empty list is none.
/// Memory: of a .txt list at most 112 times the file, of a .json list at most 128 times, of an archive at
/// most 8 times, and the names of the files in folders that 16 images or more are in.
inline std::vector<sample> read_images(const std::filesystem::path& place, const list_options& options = {}) {
  expect_data_root(options.data_root);
  std::error_code ignored;
  if (std::filesystem::is_directory(place, ignored)) {
    return detail::images_among(std::make_shared<const folder_source>(place), detail::files_of_folder(place));
  }
  expect_file(place);
  const std::string suffix = detail::lower_suffix(place.native());
  if (suffix == ".tar") {
    const auto source = std::make_shared<const tar_source>(tar_archive{place});
    return detail::images_among(source, source->archive().names());
  }
  if (suffix != ".txt" && suffix != ".json") {
    throw format_error{place.string(), "expected a folder, a .tar archive, a .txt list or a .json file",
                       "give one of those"};
  }
  if (suffix == ".txt") return detail::images_of_text(place, options);
  {
    const located_json json{place};
    if (json.root().find("images") != nullptr) return detail::images_of_json(place, json, options);
  }
  std::vector<sample> samples = read_annotation(place, {.data_root = options.data_root,
                                                        .allow_outside = options.allow_outside,
                                                        .accept_missing = options.accept_missing})
                                    .train;
  for (sample& one : samples) one.label = -1;
  return samples;
}

}  // namespace sdkt
