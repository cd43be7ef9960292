// SPDX-License-Identifier: MIT
//
// One run of one method into a folder, and the receivers of its messages.
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

/// The receivers of the messages of consecutive runs: people on stderr, scripts on stdout.
struct run_watch {
  progress_line progress;
  run_events events;

  /// Notes for the user before the first run. They are printed when nothing can refuse the run any more.
  std::vector<std::string> notes = {};

  void tell_notes() {
    for (const std::string& sentence : std::exchange(notes, {})) {
      progress.say("note: " + sentence);
      events.note(sentence);
    }
  }
};

/// One run, written stage by stage. If it fails before the first checkpoint, it leaves nothing behind; after
/// that, it can be continued.
run_record run_into_folder(const run_settings& settings, const trainer_options& options,
                           const clip::model& model, const method_inputs& inputs,
                           const std::filesystem::path& out, run_watch& watch);

/// Whether the run is new or continues, as --resume states.
record::run_start start_of(const run_settings& settings);

}  // namespace sdkt::cli
