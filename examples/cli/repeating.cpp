// SPDX-License-Identifier: MIT

#include "repeating.hpp"

#include <optional>
#include <string_view>
#include <type_traits>

#include <sdkt/detail/json_text.hpp>

namespace sdkt::cli {

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,:+@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char letter : word) quoted += letter == '\'' ? std::string{"'\\''"} : std::string{letter};
  return quoted + "'";
}

std::string repeating_command(const run_settings& settings) {
  std::string line = "sdkt run";
  const auto add = [&](const char* option, const auto& given) {
    using type = std::remove_cvref_t<decltype(given)>;
    if constexpr (std::is_same_v<type, std::string>) {
      if (!given.empty()) line.append(" ").append(option).append(" ").append(shell_word(given));
    } else if constexpr (std::is_same_v<type, std::vector<std::string>>) {
      if (given.empty()) return;
      line.append(" ").append(option);
      for (const auto& each : given) line.append(" ").append(shell_word(each));
    } else if constexpr (std::is_same_v<type, std::optional<double>>) {
      if (given) line.append(" ").append(option).append(" ").append(sdkt::detail::json_number(*given));
    } else if constexpr (std::is_same_v<type, std::optional<std::string>>) {
      if (given) line.append(" ").append(option).append(" ").append(shell_word(*given));
    } else {
      if (given) line.append(" ").append(option).append(" ").append(std::to_string(*given));
    }
  };
  add("--model", settings.model);
  add("--tasks", settings.tasks);
  add("--data-root", settings.data_root);
  if (settings.allow_outside) line += " --allow-outside";
  add("--templates", settings.templates);
  add("--reference", settings.reference);
  add("--reference-texts", settings.reference_texts);
  add("--reference-size", settings.reference_size);
  add("--order", settings.order);
  add("--method", settings.method);
  add("--set", settings.values);
  add("--threshold", settings.threshold);
  add("--scale", settings.scale);
  add("--previous-weight", settings.previous_weight);
  add("--pretrained-weight", settings.pretrained_weight);
  add("--steps", settings.steps);
  add("--min-steps", settings.min_steps);
  add("--min-passes", settings.min_passes);
  add("--max-passes", settings.max_passes);
  add("--lr", settings.learning_rate);
  add("--weight-decay", settings.weight_decay);
  add("--warmup", settings.warmup);
  add("--label-smoothing", settings.label_smoothing);
  add("--max-gradient-norm", settings.max_gradient_norm);
  add("--trains", settings.trains);
  add("--batch-size", settings.batch_size);
  add("--reference-batch-size", settings.reference_batch_size);
  add("--view", settings.view);
  add("--reference-view", settings.reference_view);
  add("--precision", settings.precision);
  add("--device", settings.device);
  if (settings.threads > 0) add("--threads", std::optional<int>{settings.threads});
  add("--seed", std::optional<std::uint64_t>{settings.seed});
  if (settings.save_predictions) line += " --save-predictions";
  return line + " --out DIR";
}

}  // namespace sdkt::cli
