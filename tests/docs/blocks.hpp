// SPDX-License-Identifier: MIT
//
// What the programs that extract.py makes of pages are made with: the list of blocks, and the names that a
// block may use without saying where they come from.
#pragma once

#include <string>
#include <vector>

#include <sdkt/trainer.hpp>

namespace docs {

/// One block of a page.
struct block {
  const char* page;
  int line;
  void (*run)();        ///< null where the block only declares, or is skipped
  const char* skipped;  ///< why it is neither compiled nor run; empty if it is
};

std::vector<block>& blocks();

/// Puts a block on the list when the program starts.
struct listed {
  explicit listed(const block& one) { blocks().push_back(one); }
};

const sdkt::clip::model& model();  ///< of the embedded benchmark
sdkt::task_list tasks();           ///< aircraft, dtd, eurosat, cars: eight images each to train and test
sdkt::reference_set pool();        ///< sixteen images
std::vector<std::string> texts();  ///< sixteen captions
sdkt::reference_pairs pairs();     ///< sixteen images with a caption each

}  // namespace docs

/// The names that stand before every block.
#define DOCS_PREPARED_NAMES                          \
  [[maybe_unused]] const auto model = docs::model(); \
  [[maybe_unused]] const auto tasks = docs::tasks(); \
  [[maybe_unused]] const auto pool = docs::pool();   \
  [[maybe_unused]] const auto texts = docs::texts(); \
  [[maybe_unused]] const auto pairs = docs::pairs();

// A page shows its own model, tasks or pool where it wants to.
#pragma GCC diagnostic ignored "-Wshadow"
