// SPDX-License-Identifier: MIT
//
// One run of one method into a folder, and who is told of it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "methods.hpp"
#include "progress_line.hpp"
#include "run_events.hpp"
#include "run_settings.hpp"
#include <sdkt/clip/model.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/record/record.hpp>
#include <sdkt/record/run_folder.hpp>

namespace sdkt::cli {

/// Who is told what runs do, one after another: people on stderr, scripts on stdout.
struct run_watch {
  progress_line progress;
  run_events events;

  /// What a user should know before the first run, to be told once nothing can refuse it any more.
  std::vector<std::string> notes = {};

  void tell_notes() {
    for (const std::string& sentence : std::exchange(notes, {})) {
      progress.say("note: " + sentence);
      events.note(sentence);
    }
  }
};

/// One run, written stage by stage. Leaves no trace if it fails before the first checkpoint; after it, what
/// is there can be continued.
run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out, run_watch& watch);

/// Whether the run begins or goes on, as --resume says.
run_start start_of(const run_settings& settings);

}  // namespace sdkt::cli
