// SPDX-License-Identifier: MIT
//
// What the command line states about a model that its files leave open, and what is said about the rest.
#pragma once

#include <string>
#include <vector>

#include <sdkt/clip/load_options.hpp>

namespace CLI {
class App;
}

namespace sdkt::clip {
class model;
}

namespace sdkt::cli {

/// --activation, --heads, --vocabulary and, of inspect, --allow-nonfinite.
struct model_reading {
  std::string activation, heads, vocabulary;
  bool allow_nonfinite = false;
};

/// The first three of them.
void add_model_reading(CLI::App& command, model_reading& reading);

/// The same for the library.
///
/// Errors: setting_error for heads that are not one or two whole numbers.
clip::load_options load_options_of(const model_reading& reading);

/// A sentence a line on stderr for what was assumed about a model.
void say_assumptions(const clip::model& model, const std::string& name);

/// A line on stderr if the program of the model's form would read some of the texts in another way.
void say_differences(const clip::model& model, const std::vector<std::string>& texts);

}  // namespace sdkt::cli
