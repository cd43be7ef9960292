// SPDX-License-Identifier: MIT
//
// Definitions of settings_table.hpp. A new setting is a member of trainer_options and a row here.
#pragma once

#include <algorithm>
#include <span>
#include <string>

#include <sdkt/base/mode.hpp>
#include <sdkt/options/options.hpp>
#include <sdkt/options/settings_table.hpp>

namespace sdkt::detail::trainer_table {

inline constexpr options::number_range from_0{.least = 0, .words = "0 or more"};
inline constexpr options::number_range from_1{.least = 1, .words = "1 or more"};
inline constexpr options::number_range below_a_million{
    .least = 0, .most = 1e6, .is_below_most = true, .words = "a finite number from 0 to below 1000000"};
inline constexpr options::number_range fraction{.least = 0, .most = 1, .words = "a number from 0 to 1"};
inline constexpr options::number_range fraction_below_1{
    .least = 0, .most = 1, .is_below_most = true, .words = "a number from 0 to below 1"};
inline constexpr options::number_range finite_from_0{
    .least = 0, .most = 1e30, .is_below_most = true, .words = "a finite number, 0 or more"};
inline constexpr options::number_range finite_from_1{
    .least = 1, .most = 1e30, .is_below_most = true, .words = "a finite number, 1 or more"};
inline constexpr options::number_range seconds_below_1e9{
    .least = 0, .most = 1e9, .is_below_most = true, .words = "0 or more"};

inline constexpr options::number_range powers_of_two{
    .least = 1, .most = 1024, .is_power_of_two = true, .words = "a power of two from 1 to 1024"};

inline constexpr options::setting_choice parts_of_model[] = {{"image_tower", "image"},
                                                             {"text_tower", "text"},
                                                             {"both_towers", "both"},
                                                             {"everything", "all"},
                                                             {"nothing", ""}};
inline constexpr options::setting_choice views_of_images[] = {{"train", "train"}, {"eval", "eval"}};
inline constexpr options::setting_choice precisions[] = {
    {"fp32", "fp32"}, {"tf32", "tf32"}, {"bf16", "bf16"}};
inline constexpr options::setting_choice devices[] = {{"automatic", ""}, {"cpu", "cpu"}, {"cuda", "cuda"}};
inline constexpr options::setting_choice unions[] = {{"joined", "joined"}, {"concatenated", "concatenated"}};

inline constexpr options::setting_row rows[] = {
    {.member = &trainer_options::steps,
     .name = "steps",
     .range = from_1,
     .argument = "N",
     .what = "exact number of steps per task, instead of the three below"},
    {.member = &trainer_options::min_steps,
     .name = "min_steps",
     .range = from_0,
     .argument = "N",
     .what = "minimum number of steps per task, within the passes"},
    {.member = &trainer_options::min_passes,
     .name = "min_passes",
     .range = from_0,
     .argument = "N",
     .what = "minimum number of passes over the images of a task"},
    {.member = &trainer_options::max_passes,
     .name = "max_passes",
     .range = from_1,
     .argument = "N",
     .what = "maximum number of passes; overrides --min-steps"},
    {.member = &trainer_options::learning_rate,
     .name = "learning_rate",
     .key = "lr",
     .range = below_a_million,
     .argument = "RATE",
     .what = "initial learning rate of a task; cosine decay to 0"},
    {.member = &trainer_options::learning_rate_of,
     .name = "learning_rate_of",
     .key = "lr_of",
     .range = below_a_million,
     .argument = "TASK=RATE ...",
     .what = "learning rate of single tasks by name, in place of --lr"},
    {.member = &trainer_options::weight_decay,
     .name = "weight_decay",
     .range = below_a_million,
     .argument = "DECAY",
     .what = "weight decay of AdamW"},
    {.member = &trainer_options::warmup,
     .name = "warmup",
     .range = from_0,
     .argument = "N",
     .what = "linear warm-up steps at the start of every task"},
    {.member = &trainer_options::warmup_fraction,
     .name = "warmup_fraction",
     .range = fraction,
     .what = "further warm-up steps, as a fraction of the steps of the task"},
    {.member = &trainer_options::label_smoothing,
     .name = "label_smoothing",
     .range = fraction_below_1,
     .argument = "SHARE",
     .what = "label smoothing, from 0 to below 1"},
    {.member = &trainer_options::trains,
     .name = "trains",
     .choices = parts_of_model,
     .usual = "the method decides",
     .what = "what trains: image or text tower, both, or all including the logit scale"},
    {.member = &trainer_options::max_gradient_norm,
     .name = "max_gradient_norm",
     .range = finite_from_0,
     .argument = "NORM",
     .what = "clip gradients to this norm; 0: off"},
    {.member = &trainer_options::max_logit_scale,
     .name = "max_logit_scale",
     .range = finite_from_1,
     .what = "a logit scale that trains is kept between 1 and this"},
    {.member = &trainer_options::batch_size,
     .name = "batch_size",
     .range = from_1,
     .argument = "N",
     .what = "task images per step"},
    {.member = &trainer_options::reference_batch_size,
     .name = "reference_batch_size",
     .range = from_1,
     .argument = "N",
     .what = "reference images per step"},
    {.member = &trainer_options::micro_batch_size,
     .name = "micro_batch_size",
     .range = from_0,
     .argument = "N",
     .what = "images per backward pass: fewer need less memory, with the same result; 0: all of a step"},
    {.member = &trainer_options::view,
     .name = "view",
     .choices = views_of_images,
     .what = "view of training images: random resized crop (train), or the view of evaluation (eval)"},
    {.member = &trainer_options::reference_view,
     .name = "reference_view",
     .choices = views_of_images,
     .usual = "as --view",
     .what = "view of reference images"},
    {.member = &trainer_options::seed,
     .name = "seed",
     .argument = "N",
     .what = "seed of the order of images and of crops"},
    {.member = &trainer_options::precision,
     .name = "precision",
     .choices = precisions,
     .what = "type of the matrix products; tf32 only on CUDA devices"},
    {.member = &trainer_options::device,
     .name = "device",
     .choices = devices,
     .usual = "cuda if available, else cpu",
     .what = "device to compute on"},
    {.member = &trainer_options::repeatable,
     .name = "repeatable",
     .is_described = options::in_config::if_set,
     .what = "on a CUDA device, use only deterministic operators; slower in bf16"},
    {.member = &trainer_options::threads,
     .name = "threads",
     .range = from_0,
     .argument = "N",
     .usual = "all cores",
     .what = "number of threads for the operators"},
    {.member = &trainer_options::max_processes,
     .name = "max_processes",
     .is_described = options::in_config::if_set,
     .range = powers_of_two,
     .argument = "N",
     .what =
         "largest number of processes that can share the run; the same number gives the same result on any of them"},
    {.member = &trainer_options::evaluation_batch_size,
     .name = "evaluation_batch_size",
     .range = from_0,
     .what = "images per batch of an evaluation; 0: 256 on a CUDA device, else 64"},
    {.member = &trainer_options::distance_images,
     .name = "distance_images",
     .range = from_0,
     .argument = "N",
     .what =
         "reference images, drawn with the seed, that measure the distance to the pre-trained model; 0: none"},
    {.member = &trainer_options::class_union,
     .name = "class_union",
     .key = "union",
     .choices = unions,
     .what =
         "how classes of two tasks that no prompt distinguishes count: joined as one class, or concatenated as two, as in the papers"},
    {.member = &trainer_options::save_predictions,
     .name = "save_predictions",
     .what = "write every prediction of every stage"},
    // What changes no result is not in config.json.
    {.member = &trainer_options::step_graph,
     .name = "step_graph",
     .is_described = options::in_config::never,
     .what = "record a step as a CUDA graph once per task and replay it: fewer launches, the same result"},
    {.member = &trainer_options::decoding_threads,
     .name = "decoding_threads",
     .is_described = options::in_config::never,
     .range = from_0,
     .what = "threads that read and decode images ahead of the step; 0: 2, on a CUDA device up to 8"},
    {.member = &trainer_options::log_interval,
     .name = "log_interval",
     .is_described = options::in_config::never,
     .range = from_1,
     .what = "steps between two reports of the logged values"},
    {.member = &trainer_options::checkpoints,
     .name = "checkpoints",
     .key = "checkpoint_seconds",
     .is_described = options::in_config::never,
     .range = seconds_below_1e9,
     .argument = "SECONDS",
     .what = "seconds between checkpoints; each task also ends with one; 0: after every step"},
    {.member = &trainer_options::teacher_store_bytes,
     .name = "teacher_store_bytes",
     .is_described = options::in_config::never,
     .range = from_0,
     .what = "memory for outputs of frozen teachers on views that recur; 0: none are stored"},
    {.member = &trainer_options::image_store_bytes,
     .name = "image_store_bytes",
     .key = "image_memory",
     .is_described = options::in_config::never,
     .range = from_0,
     .argument = "MB",
     .usual = "1000",
     .what = "memory for caching decoded images; 0: decode every time"},
    {.member = &trainer_options::trains_only,
     .name = "trains_only",
     .is_described = options::in_config::never,
     .what = "accepts the names of the weights that train; empty: all of them"},
    {.member = &trainer_options::teachers_seen,
     .name = "teachers_seen",
     .is_described = options::in_config::never,
     .what = "outputs of teachers, shared by several runs"},
    {.member = &trainer_options::images_kept,
     .name = "images_kept",
     .is_described = options::in_config::never,
     .what = "decoded images, shared by several runs"},
    {.member = &trainer_options::processes,
     .name = "processes",
     .is_described = options::in_config::never,
     .what = "the processes that share the run, if no launcher started them"},
};

}  // namespace sdkt::detail::trainer_table

namespace sdkt::options {

SDKT_INLINE std::span<const setting_row> settings_table() { return detail::trainer_table::rows; }

SDKT_INLINE std::string setting_row::option_name() const {
  std::string text{config_name()};
  std::replace(text.begin(), text.end(), '_', '-');
  return text;
}

SDKT_INLINE std::string setting_row::option_argument() const {
  std::string text{argument};
  for (const setting_choice& each : choices) {
    if (!each.word.empty()) text.append(text.empty() ? "" : "|").append(each.word);
  }
  return text;
}

}  // namespace sdkt::options
