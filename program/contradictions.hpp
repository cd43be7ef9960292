// SPDX-License-Identifier: MIT
//
// Settings that are each in their range and do not go together: one makes the other meaningless. The tables
// in contradictions.cpp and contradictions_of_data.cpp are the one place for such pairs; docs/program.md
// lists them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "methods.hpp"
#include "run_settings.hpp"
#include <sdkt/options/options.hpp>

namespace sdkt::cli {

/// Two settings that do not go together, as they were found.
struct contradiction {
  std::string where;  ///< the setting that has no effect
  std::string what;
  std::string remedy;
  bool is_refused = false;  ///< else the run goes on, and says it

  std::string sentence() const { return where + ": " + what + "; " + remedy; }
};

/// What is known of one method's run when its settings are held against each other.
struct known_run {
  const run_settings& given;
  const method& chosen;
  trainer_options options;   ///< as they hold
  trainer_options usual;     ///< as they would without what is named
  setting_list composition;  ///< the method's policies and settings
  method_values values;      ///< of the method, as they were given
  const method_inputs* inputs = nullptr;

  /// Whether a setting was asked for. What --print-config wrote names every setting; those that have their
  /// usual value anyway were asked for by nobody.
  template <class Given, class Usual>
  bool means(const Given& named, const Usual& usual_value) const {
    return named && (given.config.empty() || *named != usual_value);
  }
};

/// A row of the table: a pair, and what is to be said where it does not go together; an empty text where it
/// does.
struct contradiction_rule {
  enum class answer {
    refused,
    refused_on_command_line,  ///< else said: a file names what it was printed with
    said,
    said_if_of_all,  ///< a method may have no use for what another one needs
  };

  const char* where;
  const char* other;
  answer is;
  std::string (*what)(const known_run&);
  const char* remedy;
};

/// Pairs that the settings alone decide.
const std::vector<contradiction_rule>& rules_of_settings();

/// Pairs that tasks and reference decide.
const std::vector<contradiction_rule>& rules_of_data();

/// Every pair of some rules that does not go together in the run of any of the methods. inputs: null before
/// data is loaded.
std::vector<contradiction> contradictions(const std::vector<contradiction_rule>& rules,
                                          const run_settings& settings,
                                          const std::vector<const method*>& methods,
                                          const method_inputs* inputs = nullptr);

/// The sentences of those that are said.
///
/// Errors: setting_error for the first that is refused.
std::vector<std::string> accepted(const std::vector<contradiction>& found);

}  // namespace sdkt::cli
