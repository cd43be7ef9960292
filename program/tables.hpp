// SPDX-License-Identifier: MIT
//
// Accuracy matrices and metrics as text for a terminal.
#pragma once

#include <string>
#include <vector>

#include <sdkt/record/record.hpp>

namespace sdkt::cli {

/// A block of lines of equal width, for printing beside another block.
using text_block = std::vector<std::string>;

/// An accuracy matrix with a title: one row per stage, one column per task, and the mean.
text_block accuracy_block(const std::string& title, const run_record& record,
                          const accuracy_matrix& accuracy);

/// ", validation images" for the title of figures that are not on test images; else empty.
std::string images_in_title(const run_record& record);

/// Blocks side by side if they fit into this width, else one below the other.
std::string beside(const std::vector<text_block>& blocks, std::size_t width);

/// The metrics of complete runs, one line per run and label space.
std::string metrics_table(const std::vector<const run_record*>& records);

/// Columns of the terminal; 160 if there is none.
std::size_t terminal_width();

}  // namespace sdkt::cli
