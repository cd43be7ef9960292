// SPDX-License-Identifier: MIT
//
// Settings that are each in their range but contradict each other: one makes the other meaningless. All such
// pairs are in the tables in contradictions.cpp and contradictions_of_data.cpp; docs/program.md lists them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "methods.hpp"
#include "run_settings.hpp"
#include <sdkt/options/options.hpp>

namespace sdkt::cli {

/// A contradiction between two settings.
struct contradiction {
  std::string where;  ///< the setting that has no effect
  std::string what;
  std::string remedy;
  bool is_refused = false;  ///< else the run continues and reports it

  std::string sentence() const { return where + ": " + what + "; " + remedy; }
};

/// The known facts about one method's run when its settings are compared with each other.
struct known_run {
  const run_settings& given;
  const method& chosen;
  trainer_options options;   ///< the resolved options
  trainer_options usual;     ///< the options without the user's settings
  setting_list composition;  ///< the method's policies and settings
  method_values values;      ///< of the method, as the user gave them
  const method_inputs* inputs = nullptr;

  /// Whether the user asked for a setting. A file written by --print-config names every setting, so with a
  /// config file only values that differ from the usual ones count.
  template <class Given, class Usual>
  bool means(const Given& named, const Usual& usual_value) const {
    return named && (given.config.empty() || *named != usual_value);
  }

  /// The same of a number of the trainer.
  template <class Member>
  bool means(Member trainer_options::*member) const {
    return means(named(member), usual.*member);
  }

  /// What the user gave for a setting of the trainer.
  template <class Member>
  const auto& named(Member trainer_options::*member) const {
    return given.training.of(member);
  }
};

/// A row of a table: a pair of settings, and the description of its contradiction; `what` returns an
/// empty string if there is none.
struct contradiction_rule {
  enum class answer {
    refused,
    refused_on_command_line,  ///< else reported: a printed configuration names everything
    said,
    said_if_of_all,  ///< reported only if it holds for all methods
  };

  const char* where;
  const char* other;
  answer is;
  std::string (*what)(const known_run&);
  const char* remedy;
};

/// Pairs that are decided by the settings alone.
const std::vector<contradiction_rule>& rules_of_settings();

/// Pairs that are decided by tasks and reference.
const std::vector<contradiction_rule>& rules_of_data();

/// Every pair of some rules that is contradictory for any of the methods. inputs: null before data is loaded.
std::vector<contradiction> contradictions(const std::vector<contradiction_rule>& rules,
                                          const run_settings& settings,
                                          const std::vector<const method*>& methods,
                                          const method_inputs* inputs = nullptr);

/// The sentences of the contradictions that are only reported.
///
/// Errors: setting_error for the first one that is refused.
std::vector<std::string> accepted(const std::vector<contradiction>& found);

}  // namespace sdkt::cli
