// SPDX-License-Identifier: MIT
//
// Lists the folders of a tree, without hidden files and without links that lead out of the tree.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/skipped_files.hpp>

namespace sdkt::detail {

/// The contents of a folder, sorted, without hidden and system files and folders.
struct folder_listing {
  std::vector<std::string> folders, files;
};

/// The path of a folder with links and dots resolved.
std::filesystem::path real_folder(const std::filesystem::path& folder);

/// Lists the folders of one tree and records what it leaves out.
class tree_listing {
 public:
  explicit tree_listing(const std::filesystem::path& folder) : root_{real_folder(folder)} {}

  const std::filesystem::path& root() const { return root_; }

  /// The entries of a folder below the root. Only links to files inside the tree are followed.
  folder_listing list(const std::string& folder);

  /// Records a file that is left out, as a sentence with its name.
  void leave_out(std::string sentence) { left_out_.push_back(std::move(sentence)); }

  /// Records a file that is left out because of its suffix.
  void pass_over(const std::string& path) { skipped_.takes(path); }

  /// One sentence per file and link that was left out, in the order in which they were found.
  std::vector<std::string> left_out() && { return std::move(left_out_); }
  /// The sentences about links.
  std::vector<std::string> links() && { return std::move(links_); }
  const skipped_files& skipped() const { return skipped_; }

 private:
  std::string link_problem(const std::filesystem::path& link) const;

  std::filesystem::path root_;
  std::set<std::string> known_links_;
  std::vector<std::string> left_out_, links_;
  skipped_files skipped_;
};

}  // namespace sdkt::detail

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/tree_listing.ipp>
#endif
