// SPDX-License-Identifier: MIT
//
// Facts about a model that the command line states because its files leave them open, and
// the notes about the rest.
#pragma once

#include <string>
#include <vector>

#include <sdkt/clip/load_options.hpp>
#include <sdkt/clip/model.hpp>

namespace CLI {
class App;
}

namespace sdkt::clip {
class model;
}

namespace sdkt::cli {

/// --activation, --heads, --vocabulary and, for inspect, --allow-nonfinite.
struct model_reading {
  std::string activation, heads, vocabulary;
  bool allow_nonfinite = false;
};

/// Adds --activation, --heads and --vocabulary.
void add_model_reading(CLI::App& command, model_reading& reading);

/// Converts the options to those of the library.
///
/// Errors: setting_error for heads that are not one or two whole numbers.
clip::load_options load_options_of(const model_reading& reading);

/// Prints a line on stderr per assumption about a model.
void say_assumptions(const clip::model& model, const std::string& name);

/// Prints a line on stderr if the program of the model's format would read some of the texts differently.
void say_differences(const clip::model& model, const std::vector<std::string>& texts);

}  // namespace sdkt::cli
