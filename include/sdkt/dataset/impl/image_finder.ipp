// SPDX-License-Identifier: MIT
//
// Definitions of image_finder.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_set>
#include <utility>
#include <vector>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/dataset/image_finder.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/dataset/near_reader.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt::dataset {

SDKT_INLINE bool image_check::exists(const std::string& path) {
  const auto* const folder = dynamic_cast<const folder_source*>(source_.get());
  if (folder == nullptr) return source_->contains(path);
  const std::size_t slash = path.rfind('/');
  const std::size_t name_at = slash == std::string::npos ? 0 : slash + 1;
  const std::optional<std::string> where = plain_folder(path.substr(0, name_at));
  if (!where) return source_->contains(path);
  known_folder& known = folders_[*where];
  if (++known.num_asked == list_after) known.names = file_names(folder->path_of(*where));
  return known.names.count(path.substr(name_at)) > 0 || source_->contains(path);
}

SDKT_INLINE std::optional<std::string> image_check::plain_folder(std::string_view path) {
  std::string plain = path.starts_with('/') ? "/" : "";
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size() == path.size() ? part.size() : part.size() + 1);
    if (part == "..") return std::nullopt;
    if (!part.empty() && part != ".") plain.append(part).append("/");
  }
  return plain;
}

SDKT_INLINE std::unordered_set<std::string> image_check::file_names(const std::filesystem::path& folder) {
  std::unordered_set<std::string> names;
  std::error_code ignored;
  std::filesystem::directory_iterator at{folder, ignored};
  for (; !ignored && at != std::filesystem::directory_iterator{}; at.increment(ignored)) {
    std::error_code unknown;
    if (at->is_regular_file(unknown)) names.insert(at->path().filename().string());
  }
  return names;
}

SDKT_INLINE image_finder::image_finder(std::shared_ptr<const image_source> source,
                                       std::vector<std::filesystem::path> roots, bool accept_missing)
    : source_{std::move(source)}, roots_{std::move(roots)}, check_{source_}, accept_missing_{accept_missing} {
  if (source_ != nullptr) near_.emplace(source_);
}

SDKT_INLINE void image_finder::say_near_names(const note_taker& note, const std::string& list) const {
  if (!note || spelling_of_.empty()) return;
  const std::size_t count = spelling_of_.size();
  const auto& [name, listed] = *spelling_of_.begin();
  note(list + ": " + std::to_string(count) + (count == 1 ? " path is" : " paths are") +
       " read as a file with a similar name, " + (count == 1 ? "" : "the first: ") +
       detail::shown_text(listed) + " as " + detail::shown_text(name));
}

SDKT_INLINE bool image_finder::choose_folder(const std::vector<sample>& samples, const std::string& path) {
  const auto choose = [&](const std::filesystem::path& root) {
    source_ = std::make_shared<const folder_source>(root);
    check_ = image_check{source_};
    near_.emplace(source_);
  };
  for (const std::filesystem::path& root : roots_) {
    choose(root);
    if (source_->contains(path)) return true;
  }
  add_near_roots();
  for (const std::filesystem::path& root : roots_) {
    choose(root);
    if (source_->contains(path)) return true;
  }
  for (const bool may_move : {false, true}) {
    for (const std::filesystem::path& root : roots_) {
      choose(root);
      if (may_move && holds_any(samples)) continue;
      if (near_->find(path, may_move).size() == 1) return true;
    }
  }
  source_ = nullptr;
  return false;
}

SDKT_INLINE void image_finder::add_near_roots() {
  const std::vector<std::filesystem::path> exact = roots_;
  for (const std::filesystem::path& root : exact) {
    if (!root.has_filename()) continue;
    std::filesystem::path near = detail::near_entry(
        root.has_parent_path() ? root.parent_path() : std::filesystem::path{"."}, root.filename().string());
    if (near.filename() != root.filename()) roots_.push_back(std::move(near));
  }
}

SDKT_INLINE bool image_finder::holds_any(const std::vector<sample>& samples) {
  return std::any_of(samples.begin(), samples.end(),
                     [&](const sample& one) { return check_.exists(one.path); });
}

SDKT_INLINE file_error image_finder::in_no_folder(const std::string& path, const std::string& where) {
  std::string looked_in;
  std::vector<std::string> near;
  for (const std::filesystem::path& root : roots_) {
    looked_in += (looked_in.empty() ? "" : ", ") + root.string();
    detail::near_reader reader{std::make_shared<const folder_source>(root)};
    if (near.empty()) near = reader.find(path, true);
  }
  return file_error{where,
                    "the image " + detail::shown_text(path) + " is in none of the folders " + looked_in +
                        detail::hint_about(path, near),
                    near.empty() ? "put the images there or specify the data root that contains them"
                                 : "correct its path to the name of the file"};
}

}  // namespace sdkt::dataset
