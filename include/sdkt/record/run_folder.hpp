// SPDX-License-Identifier: MIT
//
// A run as a folder that explains itself: settings, tables and metrics, each file complete or absent.
#pragma once

#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

#include <sdkt/base/mode.hpp>
#include <sdkt/base/settings.hpp>
#include <sdkt/file/file_lock.hpp>
#include <sdkt/record/record.hpp>

namespace sdkt::record {

/// Settings as JSON, in their order.
std::string settings_json(const setting_list& settings);

/// metrics.json: the metrics of both label spaces.
///
/// Errors: data_error unless the record is complete.
std::string metrics_json(const run_record& record);

/// Whether a run is new, or continues in a folder that may already hold it.
enum class run_start { fresh, continued };

/// The folder to which a run is written, stage by stage.
///
/// Every file is written under a temporary name and then renamed, so a reader never sees an incomplete file.
/// Errors: file_error for a folder that cannot be made or written, or a full disk; setting_error
/// for a folder that is in use.
class run_folder {
 public:
  /// Creates nothing yet.
  ///
  /// Errors: setting_error if the folder is not empty; when a run is continued, if it
  /// holds anything but a run.
  explicit run_folder(std::filesystem::path path, run_start start = run_start::fresh);

  const std::filesystem::path& path() const noexcept { return path_; }

  /// Creates the folder, and checks that it can be written.
  void create();

  void write(std::string_view name, std::string_view text);

  /// Writes all measurements so far. The steps table is rewritten too: it is complete up to the last stage.
  void write_tables(const run_record& record);

  /// Writes the model into a folder of its own, if the model can be saved.
  template <class Model>
  void write_model(const Model& model) {
    if constexpr (requires { model.save(path_ / "model"); }) {
      // A run stopped just after saving its model still has the weights: it saves the model again.
      std::error_code problem;
      if (start_ == run_start::continued) std::filesystem::remove_all(path_ / "model", problem);
      remember("model");  // before saving: an incomplete model is removed too
      model.save(path_ / "model");
    }
  }

  /// Removes everything that this object has written, and the folder if it was created
  /// here; parent folders stay.
  void withdraw() noexcept;

 private:
  /// Locks the folder for the lifetime of this object.
  void lock();
  void remember(std::string_view name);

  std::filesystem::path path_;
  run_start start_;
  bool is_ours_ = false;  // it did not exist before
  std::optional<detail::file_lock> lock_;
  std::vector<std::string> written_;
};

}  // namespace sdkt::record

#if SDKT_HAS_DEFINITIONS
#include <sdkt/record/impl/run_folder.ipp>
#endif
