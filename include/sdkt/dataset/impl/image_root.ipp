// SPDX-License-Identifier: MIT
//
// Definitions of image_root.hpp.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/dataset/image_root.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>

namespace sdkt::dataset {

SDKT_INLINE std::optional<std::string> path_problem(std::string_view path, bool allow_outside) {
  if (path.empty()) return "the path is empty";
  if (detail::has_control(path)) return "the path contains a control character";
  if (allow_outside) return std::nullopt;
  if (path.front() == '/') return "the path " + detail::shown_text(path) + " is absolute";
  std::ptrdiff_t depth = 0;
  for (std::string_view rest = path; !rest.empty();) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(part.size() == rest.size() ? part.size() : part.size() + 1);
    depth += part == ".." ? -1 : part == "." || part.empty() ? 0 : 1;
    if (depth < 0) return "the path " + detail::shown_text(path) + " leads out of its folder";
  }
  return std::nullopt;
}

SDKT_INLINE std::string_view path_remedy(std::string_view path) {
  if (path.empty()) return "write the path of an image";
  if (detail::has_control(path))
    return "write the path without it, and rename the file if its name contains it";
  return "write it relative to the folder of the images, or allow paths outside (--allow-outside) if the "
         "file can be trusted";
}

SDKT_INLINE std::string listed_path(std::string_view path) {
  const std::string_view whole = path.substr(0, path.find_last_not_of(" \t\r\n") + 1);
  return std::string{detail::has_control(path.substr(whole.size())) ? whole : path};
}

SDKT_INLINE std::vector<std::filesystem::path> image_roots(
    const std::filesystem::path& file, const std::string& name,
    const std::optional<std::filesystem::path>& data_root) {
  const std::filesystem::path folder = file.has_parent_path() ? file.parent_path() : ".";
  std::vector<std::filesystem::path> roots;
  if (data_root) roots.push_back(*data_root / name);
  roots.push_back(folder / "images");
  roots.push_back(folder);
  return roots;
}

SDKT_INLINE void expect_data_root(const std::optional<std::filesystem::path>& data_root) {
  std::error_code ignored;
  if (!data_root || std::filesystem::is_directory(*data_root, ignored)) return;
  throw file_error{data_root->string(), "the data root is not a folder",
                   "specify the folder that contains one folder per task"};
}

SDKT_INLINE std::shared_ptr<const image_source> open_archive(const std::filesystem::path& file,
                                                             const std::string& archive, bool allow_outside,
                                                             const std::string& where) {
  if (const auto problem = path_problem(archive, allow_outside)) {
    throw data_error{where, "in \"archive\", " + *problem, path_remedy(archive)};
  }
  const std::filesystem::path named = file.parent_path() / archive;
  const std::filesystem::path folder = named.has_parent_path() ? named.parent_path() : ".";
  std::filesystem::path path = detail::near_entry(folder, named.filename().string());
  if (path.filename() == named.filename()) path = named;  // keep the path as written
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw file_error{where, "its archive " + path.string() + " does not exist",
                     "put the tar file there or correct \"archive\""};
  }
  return std::make_shared<const tar_source>(tar_archive{path});
}

}  // namespace sdkt::dataset
