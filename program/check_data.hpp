// SPDX-License-Identifier: MIT
//
// The checks of `sdkt check` on tasks and references: one function per kind of fault.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "findings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/concepts/sample.hpp>
#include <sdkt/evaluate/label_space.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt::cli {

/// Called with (images checked, images total).
using images_seen = std::function<void(std::size_t done, std::size_t total)>;

/// "10 classes, 400 training and 360 test images".
std::string counts_of(const task& one);

/// Finds classes that several tasks share: among the classes of all tasks they cannot be told apart.
void find_shared_classes(const evaluate::label_space& space, finding_list& found);

/// Finds prompts that the model cuts off.
void find_cut_prompts(const task& one, const clip::model& model, finding_list& found);

/// Finds images that a task uses both for training and for test, and images that are listed with two labels.
void find_duplicates(const task& one, finding_list& found);

/// Finds classes without images, and the size of the smallest class.
void find_tiny_classes(const task& one, finding_list& found);

/// Finds images of a list that are missing or cannot be read, by reading their headers or decoding them.
/// `list` is the name of the list; `threads` the number of threads.
///
/// Cost: reading the headers of a million images on a local disk takes seconds.
void find_unreadable(const std::string& about, const std::string& list, const std::vector<sample>& images,
                     bool decode, int threads, const images_seen& watch, finding_list& found);

}  // namespace sdkt::cli
