// SPDX-License-Identifier: MIT
//
// Annotation files: the JSON files of the field with the classes and splits of a task.
#pragma once

#include <filesystem>
#include <optional>

#include <sdkt/base/mode.hpp>
#include <sdkt/dataset/prompt_templates.hpp>
#include <sdkt/dataset/skipped_files.hpp>
#include <sdkt/stream/task.hpp>

namespace sdkt {

/// How annotation files are read.
struct task_options {
  std::optional<std::filesystem::path> data_root = {};  ///< folder with one folder of images per task
  bool allow_outside = false;       ///< accept absolute image paths and paths that leave the folder with ..
  prompt_templates templates = {};  ///< used instead of those of the files
  bool accept_missing = false;      ///< accept missing images (image_finder)
  bool merge_classes = false;       ///< join classes with indistinguishable names instead of rejecting them
  note_taker note = {};             ///< called about paths that were read under near names
};

/// Reads an annotation file.
///
/// There are two forms; the member "data" distinguishes them. The second is that of CoOp's split_zhou files.
///
///     {"data": {"train": [[path, label], ...], "val": ..., "test": ...}, "class_names": [...]}
///     {"train": [[path, label, class name], ...], "val": ..., "test": ...}
///
/// Both may have "name" (default: from the name of the file), "template" or "templates", and "archive". "val"
/// may be missing. An empty train list is accepted here and rejected by check_tasks. A label may be
/// written 1, 1.0 or 1e0.
///
/// Class names are kept unchanged. In the prompts of CoOp's form, underscores become spaces, as in CoOp's own
/// code. Classes whose names differ only in case, white space, underscores or Unicode's normal form are
/// rejected or, with options.merge_classes, joined: the first name is kept, and labels are renumbered.
///
/// "templates" is a list of templates, over which the features of a class are averaged. options.templates
/// have priority over both members.
///
/// Images are in "archive", a tar file beside the annotation file, or else in the first of these folders that
/// has the first listed image: data_root/NAME, `images` beside the file, the folder of the file. Every image
/// is looked up. If no file has exactly the listed name, the only file of nearly that name is used
/// (image_finder), and options.note is called.
///
/// Memory: at most 128 times the file, the prompts of several templates (64 MiB), and the names of the files
/// in folders that contain 16 or more of the images.
/// Errors: file_error for a missing file, archive or image; format_error for malformed JSON and wrong types;
/// data_error for invalid labels, names and paths. Messages give line, column and entry (from 0).
[[nodiscard]] task_contents read_annotation(const std::filesystem::path& file,
                                            const task_options& options = {});

}  // namespace sdkt

#if SDKT_HAS_DEFINITIONS
#include <sdkt/dataset/impl/annotation.ipp>
#endif
