// SPDX-License-Identifier: MIT
//
// What `sdkt check` finds in tasks and references: each kind of fault is a function of its own.
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

/// Told how many images of how many have been looked at.
using images_seen = std::function<void(std::size_t done, std::size_t total)>;

/// Classes that several tasks have: among the classes of all tasks they cannot be told apart.
void find_shared_classes(const label_space& space, finding_list& found);

/// Prompts that the model cuts off.
void find_cut_prompts(const task& one, const clip::model& model, finding_list& found);

/// Images that a task trains on and is tested with, and images that are listed twice with two labels.
void find_duplicates(const task& one, finding_list& found);

/// Classes without images, and how small the smallest one is.
void find_tiny_classes(const task& one, finding_list& found);

/// Images of a list that are missing or cannot be read, by their headers or by decoding them. `list` says
/// which list it is.
///
/// Cost: the headers of a million images of a local disk take seconds. Threads: so many at once.
void find_unreadable(const std::string& about, const std::string& list, const std::vector<sample>& images,
                     bool decode, int threads, const images_seen& watch, finding_list& found);

}  // namespace sdkt::cli
