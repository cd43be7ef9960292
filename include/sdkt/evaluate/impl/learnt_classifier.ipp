// SPDX-License-Identifier: MIT
//
// Definitions of learnt_classifier.hpp.
#pragma once

#include <charconv>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include <sdkt/base/error.hpp>
#include <sdkt/base/mode.hpp>
#include <sdkt/base/shown_text.hpp>
#include <sdkt/checkpoint/checkpoint.hpp>
#include <sdkt/checkpoint/checkpoint_file.hpp>
#include <sdkt/evaluate/learnt_classifier.hpp>
#include <sdkt/weights/safetensors.hpp>
#include <sdkt/weights/safetensors_write.hpp>

namespace sdkt::detail {

inline constexpr std::string_view classifier_format = "sdkt classifier 1";

}  // namespace sdkt::detail

namespace sdkt {

SDKT_INLINE void learnt_classifier::save(const std::filesystem::path& folder) const {
  checkpoints::checkpoint state;
  state.tensors = tensors;
  state.numbers = numbers;
  weights::safetensors_options options{.type = stored_type::own,
                                       .metadata = {{"format", std::string{detail::classifier_format}},
                                                    {"kind", kind},
                                                    {"classes", std::to_string(prompts.size())},
                                                    {"content", detail::content_fingerprint(state)}}};
  for (std::size_t number = 0; number < prompts.size(); ++number)
    options.metadata["class/" + std::to_string(number)] = prompts[number];
  weights::write_safetensors(folder / "classifier.safetensors", detail::tensors_of(state), options);
}

SDKT_INLINE std::optional<learnt_classifier> read_classifier(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "classifier.safetensors";
  std::error_code problem;
  if (!std::filesystem::exists(path, problem)) return std::nullopt;
  const weights::safetensors_file file{path};
  const auto said = [&](const std::string& key) {
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string{} : found->second;
  };
  if (said("format") != detail::classifier_format) {
    throw format_error{path.string(),
                       "is not a classifier that this version can read: its format is \"" +
                           detail::shown_text(said("format")) + "\"",
                       "use the version of sdkt that wrote it, or remove the file to evaluate without it"};
  }
  checkpoints::checkpoint state = detail::state_in(file);
  const std::string count = said("classes");
  std::size_t classes = 0;
  std::from_chars(count.data(), count.data() + count.size(), classes);
  learnt_classifier learnt{said("kind"), {}, {}, {}};
  for (std::size_t number = 0; number < classes; ++number) {
    const auto found = file.metadata().find("class/" + std::to_string(number));
    if (found == file.metadata().end()) break;
    learnt.prompts.push_back(found->second);
  }
  if (learnt.prompts.size() != classes || detail::content_fingerprint(state) != said("content")) {
    throw format_error{path.string(), "is damaged: its content is not what was written",
                       "copy it again, or remove the file to evaluate without it"};
  }
  learnt.tensors = std::move(state.tensors);
  learnt.numbers = std::move(state.numbers);
  return learnt;
}

}  // namespace sdkt
