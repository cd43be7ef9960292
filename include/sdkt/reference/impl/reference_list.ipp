// SPDX-License-Identifier: MIT
//
// Definitions of reference_list.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/list_fields.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/file/located_json.hpp>
#include <sdkt/file/text_file.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/reference/reference_list.hpp>

namespace sdkt::detail {

SDKT_INLINE std::vector<std::string> files_of_folder(const std::filesystem::path& folder,
                                                     skipped_files& skipped) {
  namespace fs = std::filesystem;
  std::vector<std::string> paths;
  std::error_code failure;
  for (fs::recursive_directory_iterator at{folder, failure}, end; !failure && at != end;
       at.increment(failure)) {
    std::error_code ignored;
    std::string path = at->path().lexically_relative(folder).generic_string();
    if (is_hidden_name(at->path().filename().native())) {
      skipped.takes(path);
      at.disable_recursion_pending();
    } else if (at->is_regular_file(ignored)) {
      if (skipped.takes(path)) paths.push_back(std::move(path));
    } else if (at->is_symlink(ignored) && (has_image_suffix(path) || at->is_directory(ignored))) {
      skipped.add_link(std::move(path));
    }
  }
  if (failure) {
    throw file_error{folder.string(), "the folder cannot be listed (" + failure.message() + ")",
                     "check its permissions"};
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

SDKT_INLINE std::vector<std::string> files_of_archive(const tar_source& source, skipped_files& skipped) {
  std::vector<std::string> names;
  for (const std::string& name : source.archive().names()) {
    if (skipped.takes(name)) names.push_back(name);
  }
  for (const auto& [name, problem] : source.archive().broken_links()) {
    if (!has_image_suffix(name) || !hidden_part(name).empty()) continue;
    if (problem.starts_with("a hard")) {
      throw file_error{source.where(name), "it is " + problem,
                       "recreate the archive with the targets of its links"};
    }
    skipped.add_link(name);
  }
  return names;
}

SDKT_INLINE void say_skipped(const note_taker& note, const std::filesystem::path& place,
                             const skipped_files& skipped) {
  if (!note) return;
  for (const std::string& sentence : skipped.sentences()) note(shown_text(place.string()) + ": " + sentence);
}

SDKT_INLINE std::vector<sample> images_among(const std::shared_ptr<const image_source>& source,
                                             const std::vector<std::string>& files) {
  std::vector<sample> samples;
  for (const std::string& file : files) {
    if (has_image_suffix(file)) samples.push_back({source, file, -1});
  }
  return samples;
}

/// The images of a text file with one path per line.
SDKT_INLINE std::vector<sample> images_of_text(const std::filesystem::path& file,
                                               const reference::list_options& options) {
  const std::string whole = file::read_text(file);
  std::vector<sample> samples;
  std::vector<std::size_t> line_numbers;
  const auto where = [&](std::size_t entry) {
    return file.string() + ", line " + std::to_string(line_numbers[entry]);
  };
  file::for_each_entry(whole, [&](std::string_view line, std::size_t number) {
    line_numbers.push_back(number);
    if (const auto problem = dataset::path_problem(line, options.allow_outside)) {
      throw data_error{where(samples.size()), *problem, dataset::path_remedy(line)};
    }
    samples.push_back({nullptr, std::string{line}, -1});
  });
  std::vector<std::filesystem::path> roots;
  if (options.data_root) roots.push_back(*options.data_root);
  roots.push_back(file.has_parent_path() ? file.parent_path() : ".");
  dataset::image_finder finder{nullptr, std::move(roots), options.accept_missing};
  finder.find(samples, where);
  finder.say_near_names(options.note, shown_text(file.string()));
  return samples;
}

SDKT_INLINE dataset::image_finder finder_of_json(const std::filesystem::path& file,
                                                 const file::located_json& json,
                                                 const reference::list_options& options) {
  std::shared_ptr<const image_source> source;
  if (const std::string* archive = optional_text(json, json.root(), "archive")) {
    source = dataset::open_archive(file, *archive, options.allow_outside,
                                   json.where(*json.root().find("archive")));
  }
  return {source, dataset::image_roots(file, list_name(json, file), options.data_root),
          options.accept_missing};
}

/// The list of a pool's images in a JSON file, and its name: "images" of {"images": [path, ...]}, else
/// "train" of an annotation file. A pool does not need labels, class names and other lists.
SDKT_INLINE std::pair<const file::located_value*, std::string_view> pool_list(
    const file::located_json& json) {
  constexpr std::string_view remedy =
      "write {\"images\": [path, ...]}, or the list \"train\" of an annotation file";
  const file::located_value& root = json.root();
  if (root.find("images") != nullptr) return {&required_list(json, root, "images", remedy), "images"};
  if (root.object() == nullptr) {
    throw json.unexpected(root, "an object", remedy);
  }
  const file::located_value* data = root.find("data");
  if (data == nullptr) data = &root;
  if (data->object() == nullptr) {
    throw json.unexpected(*data, "an object as \"data\"", remedy);
  }
  if (data->find("train") != nullptr) return {&required_list(json, *data, "train", remedy), "train"};
  throw format_error{json.where(*data), "the object that begins here has neither \"train\" nor \"images\"",
                     remedy};
}

/// The images of a JSON file.
SDKT_INLINE std::vector<sample> images_of_json(const std::filesystem::path& file,
                                               const reference::list_options& options) {
  const file::located_json json{file};
  const auto [list, name] = pool_list(json);
  const file::located_value::list& entries = *list->items();
  const auto where = [&json, &entries, name = name](std::size_t entry) {
    return json.where(entries[entry]) + ": " + std::string{name} + " entry " + std::to_string(entry);
  };
  std::vector<sample> samples;
  for (const file::located_value& one : entries) {
    const file::located_value::list* parts = name == "train" ? one.items() : nullptr;
    const bool is_labelled = parts != nullptr && !parts->empty();
    samples.push_back(
        listed_image(is_labelled ? parts->front() : one, options, [&] { return where(samples.size()); }));
  }
  dataset::image_finder finder = finder_of_json(file, json, options);
  finder.find(samples, where);
  finder.say_near_names(options.note, json.file());
  return samples;
}

}  // namespace sdkt::detail

namespace sdkt::reference {

SDKT_INLINE std::vector<sample> read_images(const std::filesystem::path& place, const list_options& options) {
  dataset::expect_data_root(options.data_root);
  std::error_code ignored;
  detail::skipped_files skipped;
  if (std::filesystem::is_directory(place, ignored)) {
    const std::vector<std::string> files = detail::files_of_folder(place, skipped);
    detail::say_skipped(options.note, place, skipped);
    return detail::images_among(std::make_shared<const folder_source>(place), files);
  }
  file::expect_file(place);
  const std::string suffix = detail::lower_suffix(place.native());
  if (suffix == ".tar") {
    const auto source = std::make_shared<const tar_source>(tar_archive{place});
    const std::vector<std::string> files = detail::files_of_archive(*source, skipped);
    detail::say_skipped(options.note, place, skipped);
    return detail::images_among(source, files);
  }
  if (suffix != ".txt" && suffix != ".json") {
    throw format_error{place.string(), "expected a folder, a .tar archive, a .txt list or a .json file",
                       "use one of those"};
  }
  return suffix == ".txt" ? detail::images_of_text(place, options) : detail::images_of_json(place, options);
}

}  // namespace sdkt::reference
