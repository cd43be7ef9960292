// SPDX-License-Identifier: MIT
//
// Finds files whose names are nearly those in a list, for names that no file has exactly.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/image/source.hpp>

namespace sdkt {
class tar_source;
}

namespace sdkt::detail {

/// The parts of a path, each normalised for comparison. Slash and backslash both separate parts. Empty for a
/// path with "..", which may lead through links, and for a path with more than 32 parts.
std::vector<std::string> near_parts(std::string path);

/// The path of a folder's entry: the entry of that name, else the only entry of nearly that name, else
/// folder/name, which does not exist.
std::filesystem::path near_entry(const std::filesystem::path& folder, const std::string& name);

/// Finds the files of one source by near names.
///
/// Cost: a folder is listed on first use; the names of an archive are sorted once.
class near_names {
 public:
  using parts = std::vector<std::string>;

  explicit near_names(std::shared_ptr<const image_source> source);

  /// The files with these parts, a few at most.
  [[nodiscard]] std::vector<std::string> find(const parts& wanted);

  /// The folder that must precede the given parts if the files are one folder further down in the source. Two
  /// results, the maximum, mean that the choice is ambiguous.
  std::vector<parts> folders_above(const parts& wanted);

 private:
  using entries = std::map<std::string, std::vector<std::string>>;  // near name -> names
  static constexpr std::size_t most_found = 4;
  static constexpr std::size_t most_folders = 256;

  void look_into(const std::string& folder, const parts& wanted, std::size_t depth,
                 std::vector<std::string>& found);

  const entries& entries_of(const std::string& folder);

  const std::map<parts, std::vector<std::string>>& members();

  std::shared_ptr<const image_source> source_;
  const folder_source* folder_ = nullptr;
  const tar_source* archive_ = nullptr;
  std::map<std::string, entries> folders_;
  std::map<parts, std::vector<std::string>> members_;
  bool are_members_known_ = false;
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/near_names.ipp>
#endif
