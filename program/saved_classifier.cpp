// SPDX-License-Identifier: MIT

#include "saved_classifier.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

#include <sdkt/base/error.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/evaluate/learnt_classifier.hpp>

namespace sdkt::cli {

namespace {

std::optional<learnt_classifier> read_beside(const std::string& folder) {
  std::error_code problem;
  if (folder.empty() || !std::filesystem::is_directory(folder, problem)) return std::nullopt;
  return read_classifier(folder);
}

std::string counted_classes(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " class" : " classes");
}

}  // namespace

std::optional<saved_classifier> load_classifier(const std::string& folder, const clip::model& model,
                                                const std::vector<task>& tasks) {
  const std::optional<learnt_classifier> learnt = read_beside(folder);
  if (!learnt) return std::nullopt;
  const std::string file = (std::filesystem::path{folder} / "classifier.safetensors").string();
  saved_classifier saved;
  learnt->restore(saved.head);
  const ridge_head& head = saved.head;
  const std::int64_t width = model.architecture().embedding_size;
  if (head.num_classes != std::ssize(learnt->prompts) ||
      (head.features.defined() && head.features.size(1) != width)) {
    throw format_error{
        file, "it does not belong to this model, whose features have " + std::to_string(width) + " numbers",
        "copy model and classifier together, or remove the file to evaluate without it"};
  }
  std::vector<std::string> prompts;
  for (const task& each : tasks) prompts.insert(prompts.end(), each.prompts().begin(), each.prompts().end());
  saved.classes = evaluate::classes_among(model, learnt->prompts, prompts);
  const auto known =
      std::count_if(saved.classes.begin(), saved.classes.end(), [](std::int64_t each) { return each >= 0; });
  if (known == 0 && !learnt->prompts.empty()) {
    throw setting_error{file,
                        "none of the " + std::to_string(prompts.size()) +
                            " prompts here is among those it has learnt, the first of which is \"" +
                            detail::shown_text(learnt->prompts.front()) + "\"",
                        "evaluate tasks of its run with the templates of that run, or remove the file to "
                        "evaluate without it"};
  }
  saved.sentence = learnt->kind + " has learnt " + counted_classes(learnt->prompts.size()) + "; " +
                   std::to_string(known) + " of the " + std::to_string(prompts.size()) +
                   " names here are among them";
  return saved;
}

std::string classifier_in(const std::string& folder) {
  const std::optional<learnt_classifier> learnt = read_beside(folder);
  if (!learnt) return {};
  return detail::shown_text(learnt->kind) + ", " + counted_classes(learnt->prompts.size()) + " learnt";
}

}  // namespace sdkt::cli
