// SPDX-License-Identifier: MIT
//
// Definitions of near_names.hpp.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/base/utf8.hpp>
#include <sdkt/dataset/near_names.hpp>
#include <sdkt/image/source.hpp>
#include <sdkt/image/tar.hpp>
#include <sdkt/image/tar_source.hpp>
#include <sdkt/text/letter_case.hpp>
#include <sdkt/text/nfc.hpp>

namespace sdkt::detail {

/// A name normalised in what programs and systems write in different ways: the case of letters, the form of
/// accents, blanks at the ends, .jpeg for .jpg.
SDKT_INLINE std::string near_part(std::string_view part) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = part.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  std::string name{part.substr(first, part.find_last_not_of(blanks) + 1 - first)};
  if (is_utf8(name)) {
    std::u32string points = decode_utf8(name);
    normalise_nfc(points);
    name.clear();
    for (const char32_t code : points) append_utf8(name, code);
  }
  name = in_lower_case(std::move(name));
  return name.ends_with(".jpeg") ? name.erase(name.size() - 2, 1) : name;
}

SDKT_INLINE std::vector<std::string> near_parts(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  std::vector<std::string> parts;
  std::string_view rest = path;
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part.empty() || part == ".") continue;
    if (part == ".." || parts.size() == 32) return {};
    parts.push_back(near_part(part));
  }
  return parts;
}

SDKT_INLINE std::filesystem::path near_entry(const std::filesystem::path& folder, const std::string& name) {
  std::error_code failure;
  if (std::filesystem::exists(folder / name, failure)) return folder / name;
  std::vector<std::filesystem::path> near;
  std::filesystem::directory_iterator at{folder, failure};
  for (; !failure && at != std::filesystem::directory_iterator{}; at.increment(failure)) {
    const std::string found = at->path().filename().string();
    if (!has_control(found) && near_part(found) == near_part(name)) near.push_back(folder / found);
  }
  return near.size() == 1 ? near.front() : folder / name;
}

SDKT_INLINE near_names::near_names(std::shared_ptr<const image_source> source) : source_{std::move(source)} {
  folder_ = dynamic_cast<const folder_source*>(source_.get());
  archive_ = dynamic_cast<const tar_source*>(source_.get());
}

SDKT_INLINE std::vector<std::string> near_names::find(const parts& wanted) {
  std::vector<std::string> found;
  if (wanted.empty()) return found;
  if (folder_ != nullptr) look_into("", wanted, 0, found);
  if (archive_ != nullptr) {
    const auto here = members().find(wanted);
    if (here != members().end()) found = here->second;
  }
  return found;
}

SDKT_INLINE std::vector<near_names::parts> near_names::folders_above(const parts& wanted) {
  std::vector<parts> above;
  if (wanted.empty()) return above;
  if (folder_ != nullptr) {
    if (entries_of("").size() > most_folders) return above;
    for (const auto& [name, ignored] : entries_of("")) {
      parts longer{name};
      longer.insert(longer.end(), wanted.begin(), wanted.end());
      if (above.size() < 2 && !find(longer).empty()) above.push_back({name});
    }
  }
  if (archive_ != nullptr) {
    for (const auto& [name, ignored] : members()) {
      if (above.size() < 2 && name.size() == wanted.size() + 1 &&
          std::equal(wanted.begin(), wanted.end(), name.begin() + 1)) {
        above.push_back({name.front()});
      }
    }
  }
  return above;
}

SDKT_INLINE void near_names::look_into(const std::string& folder, const parts& wanted, std::size_t depth,
                                       std::vector<std::string>& found) {
  const entries& here = entries_of(folder);
  const auto fits = here.find(wanted[depth]);
  if (fits == here.end()) return;
  for (const std::string& name : fits->second) {
    if (found.size() == most_found) return;
    if (depth + 1 < wanted.size()) {
      look_into(folder + name + "/", wanted, depth + 1, found);
    } else if (source_->contains(folder + name)) {
      found.push_back(folder + name);
    }
  }
}

SDKT_INLINE const near_names::entries& near_names::entries_of(const std::string& folder) {
  const auto [place, is_new] = folders_.try_emplace(folder);
  if (!is_new) return place->second;
  std::error_code failure;
  std::filesystem::directory_iterator at{folder_->path_of(folder), failure};
  for (; !failure && at != std::filesystem::directory_iterator{}; at.increment(failure)) {
    std::string name = at->path().filename().string();
    if (has_control(name)) continue;
    place->second[near_part(name)].push_back(std::move(name));
  }
  for (auto& [ignored, names] : place->second) std::sort(names.begin(), names.end());
  return place->second;
}

SDKT_INLINE const std::map<near_names::parts, std::vector<std::string>>& near_names::members() {
  if (!are_members_known_) {
    are_members_known_ = true;
    for (const std::string& name : archive_->archive().names()) {
      if (!has_control(name)) members_[near_parts(name)].push_back(name);
    }
  }
  return members_;
}

}  // namespace sdkt::detail
